package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrationWordTest {

    @Test
    void blocksThatGoByAreNoNews() {
        assertThat(
                        word(
                                """
                        {"observedGeneration":1,"phase":"Confirming","registrationTxHash":"0x1","blockNumber":10,
                        "confirmations":2,"conditions":[{"type":"Registered","status":"False","reason":"Confirming",
                        "message":"2 of 12 blocks"}]}"""))
                .isEqualTo(
                        word(
                                """
                        {"observedGeneration":1,"phase":"Confirming","registrationTxHash":"0x1","blockNumber":11,
                        "confirmations":9,"conditions":[{"type":"Registered","status":"False","reason":"Confirming",
                        "message":"9 of 12 blocks"}]}"""))
                .satisfies(word -> assertThat(word.message()).isEqualTo(Reason.Confirming.meaning()));
    }

    @Test
    void aReasonThatAPersonCanActOnKeepsItsMessage() {
        RegistrationWord word = word(
                """
                {"observedGeneration":1,"phase":"Failed","conditions":[{"type":"Registered","status":"False",
                "reason":"RegistrationFailed","message":"the registry says: reserved key"}]}""");
        assertThat(word.done()).isFalse();
        assertThat(word.message()).isEqualTo("the registry says: reserved key");
    }

    @Test
    void anAnswerAboutAnOlderSpecSaysNothing() {
        assertThat(
                        word(
                                """
                        {"observedGeneration":0,"phase":"Registered","agentId":"7","conditions":[{"type":"Registered",
                        "status":"True","reason":"Registered"}]}"""))
                .isEqualTo(RegistrationWord.NONE);
    }

    @Test
    void thePhaseOfTheReferenceControllerIsUnderstood() {
        RegistrationWord registered = word("{\"phase\":\"Registered\",\"agentId\":\"0\"}");
        assertThat(registered.done()).isTrue();
        assertThat(registered.agentId()).isEqualTo("0");
        assertThat(word("{\"phase\":\"OffChainOnly\"}").cleanedUp()).isTrue();
        RegistrationWord waiting = word("{\"phase\":\"AwaitingExternalRegistration\"}");
        assertThat(waiting.done()).isFalse();
        assertThat(waiting.reason()).isEqualTo(Reason.Pending);
    }

    @Test
    void aTombstoneIsCleanedUpAndNotRegistered() {
        RegistrationWord word = word(
                """
                {"observedGeneration":1,"phase":"Tombstoned","conditions":[{"type":"Registered","status":"True",
                "reason":"Tombstoned"}]}""");
        assertThat(word.cleanedUp()).isTrue();
        assertThat(word.done()).isFalse();
    }

    private static RegistrationWord word(String status) {
        try {
            JsonNode tree = Json.mapper().readTree(status);
            Metadata metadata = new Metadata(
                    "shop", "so-demo-registration", "uid", "1", 1, null, null, List.of(), Map.of(), Map.of());
            return RegistrationWord.of(new RegistrationRequest(
                    metadata,
                    RegistrationRequest.Spec.EMPTY,
                    Json.mapper().treeToValue(tree, RegistrationRequest.Status.class)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(status, e);
        }
    }
}

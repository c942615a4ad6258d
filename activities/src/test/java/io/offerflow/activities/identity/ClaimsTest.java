package io.offerflow.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.offer.StubApi;
import io.offerflow.activities.offer.StubApi.Answer;
import io.offerflow.activities.offer.StubApi.Asked;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.identity.Recalled;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a mint was handed to, kept in an API server of one ConfigMap. */
class ClaimsTest {
    private static final Ref REF = new Ref("shop", "bot");
    private static final RegistryChain BASE = RegistryChain.find("base").orElseThrow();
    private static final String REGISTRY = "0x" + "8a".repeat(20);
    private static final String OTHER_REGISTRY = "0x" + "8b".repeat(20);
    private static final String ALICE = "0x" + "a1".repeat(20);
    private static final String BOB = "0x" + "b0".repeat(20);

    private final StubApi api = new StubApi(this::answer);
    private final KubernetesClient kube = api.client();
    private final Claims claims = new Claims(new ChildObjects(kube), ResourceKind.REGISTRATION_REQUEST);
    private @Nullable ObjectNode stored;
    private int version;
    /** Happens after the next look. */
    private Runnable meanwhile = () -> {};

    @AfterEach
    void stop() {
        kube.close();
        api.close();
    }

    @Test
    void the_first_signer_has_the_mint_and_no_other_gets_it() {
        assertThat(claims.claim(REF, mint(ALICE, REGISTRY), null)).isEmpty();
        assertThat(claims.claim(REF, mint(BOB, REGISTRY), null)).contains(ALICE);
        assertThat(claims.claim(REF, mint(ALICE, REGISTRY), null)).isEmpty();
        assertThat(recalled(REGISTRY)).isEqualTo(new Recalled(null, ALICE, ALICE));
    }

    @Test
    void a_mint_that_ended_without_effect_is_taken_from_its_signer_only() {
        claims.claim(REF, mint(ALICE, REGISTRY), null);
        assertThat(claims.claim(REF, mint(BOB, REGISTRY), BOB)).contains(ALICE);
        assertThat(claims.claim(REF, mint(BOB, REGISTRY), ALICE)).isEmpty();
        assertThat(recalled(REGISTRY)).isEqualTo(new Recalled(null, BOB, BOB));
    }

    @Test
    void registries_do_not_know_of_each_other() {
        claims.claim(REF, mint(ALICE, REGISTRY), null);
        assertThat(claims.claim(REF, mint(BOB, OTHER_REGISTRY), null)).isEmpty();
        claims.note(REF, Registration.handedTo(BOB, BASE, OTHER_REGISTRY, "7"));

        assertThat(recalled(REGISTRY)).isEqualTo(new Recalled(null, ALICE, ALICE));
        assertThat(recalled(OTHER_REGISTRY)).isEqualTo(new Recalled(BigInteger.valueOf(7), BOB, BOB));
        assertThat(claims.read(REF)).hasSize(2);
    }

    @Test
    void an_id_is_noted_beside_the_signer_that_has_it() {
        claims.claim(REF, mint(ALICE, REGISTRY), null);
        claims.note(REF, Registration.handedTo(ALICE, BASE, REGISTRY, "0"));
        assertThat(recalled(REGISTRY)).isEqualTo(new Recalled(BigInteger.ZERO, ALICE, ALICE));
        assertThat(claims.claim(REF, mint(BOB, REGISTRY), null)).contains(ALICE);
    }

    @Test
    void of_two_at_the_same_time_one_fails_and_learns_of_the_other() {
        meanwhile = () -> rival(mint(ALICE, REGISTRY));
        assertThatThrownBy(() -> claims.claim(REF, mint(BOB, REGISTRY), null))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(claims.claim(REF, mint(BOB, REGISTRY), null)).contains(ALICE);

        meanwhile = () -> rival(mint(ALICE, REGISTRY), mint(ALICE, OTHER_REGISTRY));
        assertThatThrownBy(() -> claims.claim(REF, mint(BOB, OTHER_REGISTRY), null))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(claims.claim(REF, mint(BOB, OTHER_REGISTRY), null)).contains(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{\"chain\":", "{\"chain\":\"base\"}"})
    void what_cannot_be_read_is_not_written_over(String damaged) {
        rival(damaged);
        assertThat(claims.read(REF)).isEmpty();
        assertThatThrownBy(() -> claims.claim(REF, mint(BOB, REGISTRY), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ConfigMap shop/registrationrequest-bot-mints")
                .hasMessageContaining("mend its registrations.json");
        assertThatThrownBy(() -> claims.note(REF, Registration.handedTo(BOB, BASE, REGISTRY, "7")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(String.valueOf(stored)).contains("rival");
    }

    /** What another worker wrote. */
    private void rival(Registration... entries) {
        rival(Json.mapper().valueToTree(List.of(entries)).toString());
    }

    private void rival(String text) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.withObject("/metadata").put("name", "rival").put("resourceVersion", String.valueOf(++version));
        object.withObject("/data").put("registrations.json", text);
        stored = object;
    }

    private @Nullable Recalled recalled(String registry) {
        return Claims.recalled(claims.read(REF), BASE, registry);
    }

    private static Registration mint(String signer, String registry) {
        return Registration.handedTo(signer, BASE, registry, "");
    }

    private Answer answer(Asked asked) {
        try {
            return switch (asked.method()) {
                case "GET" -> {
                    Answer answer = stored == null ? Answer.status(404, "not found") : found();
                    Runnable then = meanwhile;
                    meanwhile = () -> {};
                    then.run();
                    yield answer;
                }
                case "POST" -> stored == null ? store(asked) : Answer.status(409, "already exists");
                default -> current(asked) ? store(asked) : Answer.status(409, "conflict");
            };
        } catch (JsonProcessingException e) {
            return Answer.status(400, "malformed");
        }
    }

    private boolean current(Asked asked) throws JsonProcessingException {
        return Json.mapper()
                .readTree(asked.body())
                .at("/metadata/resourceVersion")
                .asText()
                .equals(String.valueOf(version));
    }

    private Answer store(Asked asked) throws JsonProcessingException {
        ObjectNode object = (ObjectNode) Json.mapper().readTree(asked.body());
        object.withObject("/metadata").put("resourceVersion", String.valueOf(++version));
        stored = object;
        return found();
    }

    private Answer found() {
        return new Answer(200, String.valueOf(stored));
    }
}

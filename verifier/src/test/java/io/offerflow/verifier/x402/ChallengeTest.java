package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.verifier.Gate;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.Payments;
import java.net.http.HttpResponse;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The header stays small, for a challenge that cannot be read cannot be paid. */
class ChallengeTest {
    private static final String SKILLS =
            "{'model':'m','skills':[" + "'skill-with-a-long-name',".repeat(80) + "'last'],'runtime':'hermes'}";

    @Test
    void theHeaderStaysUnder3KilobytesWhateverTheRequestAndTheOfferHold() {
        try (Gate gate = Gate.with("")
                .sell(Offers.offer("shop", "agent")
                        .with("/spec/type", "'agent'")
                        .with("/status/agentResolution", SKILLS))) {
            for (String uri : new String[] {
                "/services/agent", "/services/agent?q=" + "x".repeat(7_000), "/services/agent/" + "y".repeat(7_000)
            }) {
                HttpResponse<String> answer = gate.verify(
                        "/verify/shop/agent", Map.of("X-Forwarded-Uri", uri, "X-Forwarded-Host", "a.example"));
                assertThat(answer.headers().firstValue("PAYMENT-REQUIRED").orElseThrow())
                        .hasSizeLessThan(Challenge.MAX_HEADER);
                JsonNode v2 = Gate.header(answer, "PAYMENT-REQUIRED");
                assertThat(v2.at("/resource/url").asText()).startsWith("https://a.example/services/agent");
                assertThat(v2.at("/accepts/0/extra/agentModel").asText()).isEqualTo("m");
                assertThat(Gate.json(answer.body()).at("/accepts/0/resource").asText())
                        .isEqualTo(v2.at("/resource/url").asText());
            }
        }
    }

    @Test
    void whatIsAdvertisedIsWhatIsSettled() {
        try (Gate gate = Gate.with("")
                .sell(Offers.offer("shop", "agent")
                        .with("/spec/type", "'agent'")
                        .with("/status/agentResolution", SKILLS))) {
            JsonNode advertised = Gate.header(gate.forwarded("/services/agent"), "PAYMENT-REQUIRED")
                    .at("/accepts/0");
            gate.pay("/services/agent", Payments.header(Payments.v2()));
            Awaitility.await().until(() -> gate.facilitator.settleCalls().size() == 1);
            assertThat(gate.facilitator.settleCalls().getFirst().path("paymentRequirements"))
                    .isEqualTo(advertised);
        }
    }
}

package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Ref;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From ServiceOffers to answers and reports. */
class RouteSourceTest {
    private Gate gate;

    @BeforeEach
    void start() {
        gate = Gate.with("");
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private HttpResponse<String> ask(String ref) {
        return gate.verify("/verify/" + ref, Map.of());
    }

    private JsonNode report(String ref) {
        return json(gate.admin("/routes/" + ref).body());
    }

    private void awaitState(String ref, String state) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(report(ref).path("state").asText()).isEqualTo(state));
    }

    @Test
    void everyValidOfferIsARouteWhateverItsConditionsSay() {
        gate.sell(offer("beta", "b"))
                .sell(offer("alpha", "c").with("/spec/payment/price", "{'perMTok':'2.5'}"))
                .sell(offer("alpha", "a").with("/spec/drainAt", "'2026-05-31T23:30:00Z'"))
                .sell(offer("alpha", "gone").with("/spec/drainAt", "'2026-05-01T00:00:00Z'"));
        assertThat(json(gate.admin("/routes").body()).findValuesAsText("name")).containsExactly("a", "c", "gone", "b");
        assertThat(header(ask("alpha/c"), "PAYMENT-REQUIRED")
                        .at("/accepts/0/amount")
                        .asText())
                .isEqualTo("2500");
        assertThat(ask("alpha/a").statusCode()).as("draining").isEqualTo(402);
        assertThat(ask("alpha/gone").statusCode()).as("drained").isEqualTo(403);
    }

    @Test
    void aReportNamesUidGenerationDigestAndState() {
        gate.sell(offer("shop", "echo").with("/metadata/generation", "4"));
        JsonNode report = report("shop/echo");
        assertThat(report.path("uid").asText()).isEqualTo("uid-echo");
        assertThat(report.path("generation").asInt()).isEqualTo(4);
        assertThat(report.path("digest").asText()).matches("[0-9a-f]{16}");
        assertThat(report.path("state").asText()).isEqualTo("Served");
        HttpResponse<String> unknown = gate.admin("/routes/shop/none");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown.body()).path("state").asText()).isEqualTo("Unknown");
    }

    @Test
    void aGateMayKeepAnAgentsModelToItselfAndItsDigestStaysTheSame() {
        Offers agent = offer("shop", "agent")
                .with("/spec/type", "'agent'")
                .with("/status/agentResolution", "{'model':'m','runtime':'hermes','skills':['s1']}");
        gate.sell(agent);
        String digest = report("shop/agent").path("digest").asText();
        gate.close();
        gate = Gate.with("", Map.of(VerifierSettings.SHOW_AGENT_MODEL, "false")).sell(agent);
        HttpResponse<String> answer = gate.proxied("/services/agent");
        assertThat(header(answer, "PAYMENT-REQUIRED")
                        .at("/accepts/0/extra/agentRuntime")
                        .asText())
                .isEqualTo("hermes");
        assertThat(header(answer, "PAYMENT-REQUIRED").toString() + answer.body())
                .doesNotContain("agentModel");
        assertThat(report("shop/agent").path("digest").asText()).isEqualTo(digest);
    }

    @Test
    void agentResolutionAdvertisesRuntimeModelAndSkills() {
        Offers agent = offer("shop", "agent").with("/spec/type", "'agent'");
        gate.sell(agent);
        assertThat(reason(ask("shop/agent"))).isEqualTo("offer_withdrawn");
        assertThat(report("shop/agent").path("reason").asText()).isEqualTo("WaitingForAgent");
        gate.offers()
                .put(agent.with("/status/agentResolution", "{'model':'m','runtime':'hermes','skills':['s1','s2']}")
                        .read());
        awaitState("shop/agent", "Served");
        JsonNode extra =
                header(gate.proxied("/services/agent"), "PAYMENT-REQUIRED").at("/accepts/0/extra");
        assertThat(extra.path("agentModel").asText()).isEqualTo("m");
        assertThat(extra.path("agentRuntime").asText()).isEqualTo("hermes");
        assertThat(extra.path("agentSkills")).isEqualTo(json("[\"s1\",\"s2\"]"));
    }

    @ParameterizedTest
    @CsvSource({
        "/spec/payment/price/perRequest,'''abc''',InvalidPrice",
        "/spec/payment/network,'''solana''',UnknownNetwork",
        "/spec/payment/payTo,'''0x1''',InvalidPayTo",
        "/spec/upstream,'{\"port\":\"http\"}',InvalidSpec",
    })
    void oneBadOfferIsQuarantinedAloneAndItsPathAnswers403(String pointer, String value, String reason) {
        gate.sell(offer("shop", "good"));
        gate.sell(offer("shop", "bad").with("/spec/path", "'/shop/bad'").with(pointer, value));
        assertThat(report("shop/bad").path("state").asText()).isEqualTo("Quarantined");
        assertThat(report("shop/bad").path("reason").asText()).isEqualTo(reason);
        assertThat(report("shop/bad").path("message").asText()).contains("spec.");
        assertThat(ask("shop/bad").statusCode()).isEqualTo(403);
        assertThat(ask("shop/bad").body()).as("public").doesNotContain("spec.");
        assertThat(gate.forwarded("/shop/bad/x").statusCode()).isEqualTo(403);
        assertThat(ask("shop/good").statusCode()).isEqualTo(402);
        assertThat(gate.metrics()).contains("offerflow_verifier_offers{state=\"Quarantined\"} 1");
    }

    @Test
    void theOldestOwnsAPathAndTheLoserIsToldAndRefused() {
        gate.sell(offer("new", "late")
                .with("/spec/path", "'/shop/x'")
                .with("/metadata/creationTimestamp", "'2026-05-03T00:00:00Z'"));
        gate.sell(
                offer("old", "early").with("/spec/path", "'/shop/x'").with("/spec/payment/price/perRequest", "'0.5'"));
        awaitState("new/late", "Conflict");
        assertThat(report("new/late").path("message").asText()).contains("old/early");
        assertThat(reason(ask("new/late"))).isEqualTo("path_conflict");
        assertThat(header(gate.forwarded("/shop/x"), "PAYMENT-REQUIRED")
                        .at("/accepts/0/amount")
                        .asText())
                .isEqualTo("500000");
        gate.offers().remove(Ref.parse("old/early"));
        awaitState("new/late", "Served");
    }

    @Test
    void aPriceChangeIsSeenWithinMilliseconds() {
        gate.sell(offer("shop", "echo"));
        long start = System.nanoTime();
        gate.offers()
                .put(offer("shop", "echo")
                        .with("/spec/payment/price/perRequest", "'0.002'")
                        .read());
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> header(ask("shop/echo"), "PAYMENT-REQUIRED")
                .at("/accepts/0/amount")
                .asText()
                .equals("2000"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aDrainEndsAtItsInstantNotAtTheNextEvent() {
        gate.sell(offer("shop", "echo")
                .with("/spec/path", "'/shop/echo'")
                .with("/spec/drainAt", "'2026-06-01T01:00:00Z'")
                .with("/spec/drainGracePeriod", "'0s'"));
        gate.clock.forward(Duration.ofMinutes(60).minusMillis(1));
        assertThat(ask("shop/echo").statusCode()).isEqualTo(402);
        gate.clock.forward(Duration.ofMillis(1));
        assertThat(ask("shop/echo").statusCode()).isEqualTo(403);
        assertThat(gate.forwarded("/shop/echo").statusCode()).isEqualTo(403);
        awaitState("shop/echo", "Withdrawn");
        assertThat(report("shop/echo").path("reason").asText()).isEqualTo("Drained");
        assertThat(gate.forwarded("/shop/echo/x").statusCode()).isEqualTo(403);
    }

    @Test
    void deletingAndDeletedOffersAreNeverFree() {
        gate.sell(offer("shop", "echo").with("/spec/path", "'/shop/echo'"));
        gate.offers()
                .put(offer("shop", "echo")
                        .with("/spec/path", "'/shop/echo'")
                        .with("/metadata/deletionTimestamp", "'2026-06-01T00:00:00Z'")
                        .read());
        Awaitility.await()
                .untilAsserted(() -> assertThat(reason(ask("shop/echo"))).isEqualTo("offer_withdrawn"));
        assertThat(gate.forwarded("/shop/echo").statusCode()).isEqualTo(403);
        gate.offers().remove(Ref.parse("shop/echo"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(reason(ask("shop/echo"))).isEqualTo("unknown_offer"));
        assertThat(gate.forwarded("/shop/echo/x").statusCode()).isEqualTo(403);
    }

    @Test
    void aNestedOfferOfTheSameNamespaceHasItsOwnPrice() {
        gate.sell(offer("shop", "outer").with("/spec/path", "'/shop/a'"))
                .sell(offer("shop", "inner")
                        .with("/spec/path", "'/shop/a/b'")
                        .with("/spec/payment/price/perRequest", "'1'"));
        assertThat(header(gate.forwarded("/shop/a/b/c"), "PAYMENT-REQUIRED")
                        .at("/accepts/0/amount")
                        .asText())
                .isEqualTo("1000000");
        assertThat(header(gate.forwarded("/shop/a/c"), "PAYMENT-REQUIRED")
                        .at("/accepts/0/amount")
                        .asText())
                .isEqualTo("1000");
    }

    @Test
    void aRefusedOfferCannotCloseThePlatformsOwnPaths() {
        gate.sell(offer("evil", "root").with("/spec/path", "'/'"));
        gate.sell(offer("evil", "api").with("/spec/path", "'/api'"));
        gate.offers().remove(Ref.parse("evil/root"));
        gate.offers().remove(Ref.parse("evil/api"));
        Awaitility.await().until(() -> gate.admin("/routes/evil/api").statusCode() == 404);
        assertThat(gate.forwarded("/").statusCode()).isEqualTo(200);
        assertThat(gate.forwarded("/api/services.json").statusCode()).isEqualTo(200);
    }

    @Test
    void theListHasAnEntityTagThatChangesWithTheRoutes() throws Exception {
        gate.sell(offer("shop", "echo"));
        String etag = gate.admin("/routes").headers().firstValue("ETag").orElseThrow();
        assertThat(listed(etag)).isEqualTo(304);
        gate.sell(offer("shop", "other"));
        assertThat(listed(etag)).isEqualTo(200);
        gate.offers()
                .put(offer("shop", "other").with("/status/phase", "'Ready'").read());
        String next = gate.admin("/routes").headers().firstValue("ETag").orElseThrow();
        assertThat(listed(next)).as("a status write changes no route").isEqualTo(304);
    }

    private int listed(String etag) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + gate.app.adminAddress().getPort() + "/routes"))
                                    .header("If-None-Match", etag)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }
}

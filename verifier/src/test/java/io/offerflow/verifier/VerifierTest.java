package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.FOUR_ROUTES;
import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Ref;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the reference verifier's tests say about requests, on a real listener. */
class VerifierTest {
    @Test
    void noForwardedUriReturns403() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            assertThat(gate.verify("/verify", Map.of()).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void freeRouteReturns200AndAsksNobody() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            HttpResponse<String> free = gate.forwarded("/dashboard");
            assertThat(free.statusCode()).isEqualTo(200);
            assertThat(free.headers().firstValue("X-Payment-Payer")).contains("");
            assertThat(free.headers().firstValue("X-Verified-Wallet")).contains("");
            assertThat(gate.forwarded("/open/x").statusCode()).isEqualTo(200);
            assertThat(gate.facilitator.verifyCalls()).isEmpty();
        }
    }

    @Test
    void paidRouteWithoutPaymentReturns402InBothVersions() {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            HttpResponse<String> answer = gate.verify(
                    "/verify/shop/echo",
                    Map.of(
                            "X-Forwarded-Uri", "/services/echo/hi?x=1",
                            "X-Forwarded-Host", "pay.example.com",
                            "X-Forwarded-Proto", "https"));
            assertThat(answer.statusCode()).isEqualTo(402);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                    .contains("PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE");

            JsonNode v2 = header(answer, "PAYMENT-REQUIRED");
            assertThat(v2.path("x402Version").asInt()).isEqualTo(2);
            assertThat(v2.path("error").asText()).isEqualTo("payment_required");
            assertThat(v2.at("/resource/url").asText()).isEqualTo("https://pay.example.com/services/echo/hi?x=1");
            assertThat(v2.at("/resource/mimeType").asText()).isEqualTo("application/json");
            assertThat(v2.path("extensions").fieldNames()).toIterable().containsExactly("payment-identifier");
            assertThat(v2.path("accepts"))
                    .isEqualTo(
                            json(
                                    """
                                    [{"scheme":"exact","network":"eip155:84532","amount":"1000",
                                      "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
                                      "payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":300,
                                      "extra":{"name":"USDC","version":"2","assetTransferMethod":"eip3009"}}]"""));

            JsonNode v1 = json(answer.body());
            assertThat(v1.path("x402Version").asInt()).isEqualTo(1);
            JsonNode accepts = v1.at("/accepts/0");
            assertThat(accepts.path("network").asText()).isEqualTo("base-sepolia");
            assertThat(accepts.path("maxAmountRequired").asText()).isEqualTo("1000");
            assertThat(accepts.path("resource").asText()).isEqualTo("https://pay.example.com/services/echo/hi?x=1");
            assertThat(accepts.path("description").asText()).contains("echo");
            assertThat(accepts.path("mimeType").asText()).isEqualTo("application/json");
            assertThat(accepts.at("/extra/name").asText()).isEqualTo("USDC");
            assertThat(accepts.has("amount")).isFalse();
        }
    }

    @Test
    void multipleRoutesAreMatchedCorrectly() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            assertThat(gate.forwarded("/rpc/mainnet").statusCode()).isEqualTo(402);
            assertThat(gate.forwarded("/inference-prod/v1/chat/completions").statusCode())
                    .isEqualTo(402);
            assertThat(gate.forwarded("/dashboard").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aQueryStringDoesNotBypassAPaidRule() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            assertThat(gate.forwarded("/rpc?method=x").statusCode()).isEqualTo(402);
            assertThat(gate.forwarded("/rpc/?/../open/x").statusCode()).isEqualTo(402);
            assertThat(gate.forwarded("/exact?a=/dashboard").statusCode()).isEqualTo(402);
        }
    }

    @Test
    void aManuallyAddedPrefixFailsClosed() {
        try (Gate gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo").with("/spec/path", "'/shop/echo'"))) {
            assertThat(gate.forwarded("/services/nobody").statusCode()).isEqualTo(403);
            assertThat(gate.forwarded("/services/").statusCode()).isEqualTo(403);
            assertThat(gate.forwarded("/exact/below").statusCode()).isEqualTo(403);
            assertThat(gate.forwarded("/inference-prod/v1").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aPrefixEndsAtASegmentBorder() {
        try (Gate gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo").with("/spec/path", "'/shop/foo'"))) {
            assertThat(gate.forwarded("/shop/foo").statusCode()).isEqualTo(402);
            assertThat(gate.forwarded("/shop/foo/bar").statusCode()).isEqualTo(402);
            assertThat(gate.forwarded("/shop/foobar").statusCode()).isEqualTo(200);
            assertThat(gate.forwarded("/rpcx/foo").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anOffersOwnAddressNeverFallsBackToAnother() {
        try (Gate gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo"))) {
            assertThat(gate.verify("/verify/shop/echo", Map.of("X-Forwarded-Uri", "/dashboard"))
                            .statusCode())
                    .isEqualTo(402);
            assertThat(gate.verify("/verify/shop/echo", Map.of()).statusCode()).isEqualTo(402);
            for (String other : new String[] {
                "/verify/shop/none", "/verify/x/echo", "/verify/shop/echo/", "/verify/shop", "/verify/shop/%65cho"
            }) {
                HttpResponse<String> answer = gate.verify(other, Map.of("X-Forwarded-Uri", "/dashboard"));
                assertThat(answer.statusCode()).as(other).isEqualTo(403);
                assertThat(reason(answer)).isEqualTo("unknown_offer");
            }
        }
    }

    @Test
    void freeRulesOpenOnlyTheGroundTheyNameOnClosedGround() {
        String yaml =
                """
                routes:
                - {pattern: "/*", gate: free}
                - {pattern: "/services/docs/*", gate: free}
                """;
        try (Gate gate = Gate.with(yaml).sell(offer("shop", "echo").with("/spec/path", "'/shop/echo'"))) {
            assertThat(gate.forwarded("/anything").statusCode()).isEqualTo(200);
            assertThat(gate.forwarded("/services/gone").statusCode()).isEqualTo(403);
            assertThat(gate.forwarded("/services/docs/x").statusCode()).isEqualTo(200);
            gate.offers().remove(Ref.parse("shop/echo"));
            Awaitility.await().untilAsserted(() -> assertThat(
                            gate.forwarded("/shop/echo/x").statusCode())
                    .isEqualTo(403));
        }
    }

    @Test
    void configReloadTurnsAFreePathIntoAPaidOne() throws Exception {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            assertThat(gate.forwarded("/new/x").statusCode()).isEqualTo(200);
            Files.writeString(gate.file, FOUR_ROUTES + "- {pattern: \"/new/*\", price: \"1\"}\n");
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(gate.forwarded("/new/x").statusCode()).isEqualTo(402));
        }
    }

    @Test
    void healthzReturns200() {
        try (Gate gate = Gate.loading(FOUR_ROUTES, Map.of())) {
            assertThat(json(gate.verify("/healthz", Map.of()).body())
                            .path("status")
                            .asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void readyzWaitsForConfig() throws Exception {
        try (Gate gate = Gate.loading("routes: [", Map.of())) {
            gate.offers().completed();
            HttpResponse<String> waiting = gate.verify("/readyz", Map.of());
            assertThat(waiting.statusCode()).isEqualTo(503);
            assertThat(waiting.body()).contains("config not loaded");
            Files.writeString(gate.file, FOUR_ROUTES);
            Awaitility.await().untilAsserted(() -> assertThat(
                            gate.verify("/readyz", Map.of()).statusCode())
                    .isEqualTo(200));
        }
    }

    @Test
    void readyzBlocksUntilRoutesAreLoadedAndNothingPassesBefore() {
        try (Gate gate = Gate.loading(FOUR_ROUTES, Map.of())) {
            gate.sell(offer("shop", "echo"));
            assertThat(gate.verify("/readyz", Map.of()).body()).contains("routes not loaded");
            for (String path : new String[] {"/dashboard", "/services/echo", "/rpc/x"}) {
                assertThat(gate.forwarded(path).statusCode()).isEqualTo(503);
            }
            assertThat(gate.verify("/verify/shop/echo", Map.of()).statusCode()).isEqualTo(503);
            gate.offers().completed();
            gate.offers().completed();
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(gate.verify("/readyz", Map.of()).body()).isEqualTo("{\"status\":\"ready\"}"));
            assertThat(gate.forwarded("/dashboard").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void unknownAddressesOfTheListenerPassNothing() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            assertThat(gate.verify("/", Map.of()).statusCode()).isEqualTo(404);
            assertThat(gate.verify("/verifyx", Map.of("X-Forwarded-Uri", "/dashboard"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}

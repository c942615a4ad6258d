package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What buyers, the controller and operators can ask and say about settlements. */
class SettlementEndpointsTest {
    private static final String PATH = "/services/echo";
    private static final String TOKEN = "a-token-of-the-test";

    @TempDir
    Path folder;

    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        gate = Gate.with("", Map.of(VerifierSettings.ADMIN_TOKEN_FILE, token.toString()))
                .sell(offer("shop", "echo"));
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private HttpResponse<String> post(String path, String body, String token) {
        return send(HttpRequest.newBuilder(admin(path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private HttpResponse<String> changed(String path, String etag) {
        return send(HttpRequest.newBuilder(admin(path)).header("If-None-Match", etag));
    }

    private URI admin(String path) {
        return URI.create("http://127.0.0.1:" + gate.app.adminAddress().getPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> lose(String payment) {
        gate.facilitator.onSettle(502, "lost");
        return gate.verify(
                "/verify/shop/echo",
                Map.of("X-Forwarded-Uri", PATH, "X-Forwarded-Host", "shop.example", "PAYMENT-SIGNATURE", payment));
    }

    private static String id(HttpResponse<String> answer) {
        return json(answer.body()).path("statusUrl").asText().replaceFirst(".*/", "");
    }

    private String state(String id) {
        return json(gate.verify("/settlements/" + id, Map.of()).body())
                .path("state")
                .asText();
    }

    @Test
    void anUnknownOutcomeNamesAStatusAddressBesideTheResource() {
        HttpResponse<String> answer = lose(Payments.header(Payments.v2()));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        String url = json(answer.body()).path("statusUrl").asText();
        assertThat(url).startsWith("https://shop.example/settlements/");
        assertThat(answer.headers().firstValue("Link")).contains("<" + url + ">; rel=\"status\"");

        HttpResponse<String> status = gate.verify(URI.create(url).getPath(), Map.of());
        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(status.headers().firstValue("Cache-Control")).contains("no-store");
        JsonNode json = json(status.body());
        assertThat(json.path("state").asText()).isEqualTo("unknown");
        assertThat(json.path("amount").asText()).isEqualTo("1000");
        assertThat(json.path("network").asText()).isEqualTo("eip155:84532");
        assertThat(status.body()).doesNotContain(Payments.PAYER, "signature", "nonce");
    }

    @Test
    void aStatusThatNobodyCanKnowIsNotThere() {
        for (String id : new String[] {"", "x", "../routes", "0".repeat(44)}) {
            assertThat(gate.verify("/settlements/" + id, Map.of()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theOutboxListsWhatFindsThePaymentOnItsChainAndNothingThatPays() {
        String id = id(lose(Payments.header(Payments.v2())));
        HttpResponse<String> list = gate.admin("/settlements?state=unknown");
        JsonNode row = json(list.body()).at("/settlements/0");
        assertThat(row.path("id").asText()).isEqualTo(id);
        assertThat(row.path("payer").asText()).isEqualTo(Payments.PAYER);
        assertThat(row.path("nonce").asText()).hasSize(66);
        assertThat(row.path("payTo").asText()).isEqualTo(Offers.SELLER);
        assertThat(row.path("name").asText()).isEqualTo("echo");
        assertThat(row.path("uid").asText()).isEqualTo("uid-echo");
        assertThat(list.body()).doesNotContain("signature", "ab".repeat(64));
        for (String bad :
                new String[] {"", "?state=settled", "?state=x", "?state=unknown&wait=31s", "?state=unknown&wait=1"}) {
            assertThat(gate.admin("/settlements" + bad).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theOutboxTellsOfAChangeWhileSomebodyWaits() {
        String etag = gate.admin("/settlements?state=unknown")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        Instant before = Instant.now();
        assertThat(changed("/settlements?state=unknown&wait=1s", etag).statusCode())
                .isEqualTo(304);
        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(900));
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> changed("/settlements?state=unknown&wait=20s", etag));
        String id = id(lose(Payments.header(Payments.v2())));
        assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).join().body()).contains(id);
    }

    @Test
    void aReportedOutcomeIsTakenOnceAndPassesThePaymentOnce() {
        String payment = Payments.header(Payments.v2());
        String id = id(lose(payment));
        String settled = "{'state':'settled','transaction':'0xabcd'}";
        assertThat(post("/settlements/" + id + "/outcome", settled, TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(post("/settlements/" + id + "/outcome", settled, TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(post("/settlements/" + id + "/outcome", "{'state':'expired'}", TOKEN)
                        .statusCode())
                .isEqualTo(409);
        assertThat(state(id)).isEqualTo("settled");
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(200);
        assertThat(reason(gate.pay(PATH, payment))).isEqualTo("payment_already_used");
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void anUnresolvedOutcomeWaitsForAnOperator() {
        String payment = Payments.header(Payments.v2());
        String id = id(lose(payment));
        assertThat(post("/settlements/" + id + "/outcome", "{'state':'unresolved'}", TOKEN)
                        .statusCode())
                .isEqualTo(200);
        assertThat(reason(gate.pay(PATH, payment))).isEqualTo("settlement_unknown");
        assertThat(post("/settlements/" + id + "/outcome", "{'state':'failed'}", TOKEN)
                        .statusCode())
                .isEqualTo(200);
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(402);
    }

    @Test
    void oneTransactionCannotBeReportedForTwoPayments() {
        String settled = "{'state':'settled','transaction':'0xabcd'}";
        String first = id(lose(Payments.header(Payments.v2())));
        String second = id(lose(Payments.header(Payments.v2())));
        post("/settlements/" + first + "/outcome", settled, TOKEN);
        HttpResponse<String> taken = post("/settlements/" + second + "/outcome", settled, TOKEN);
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(reason(taken)).isEqualTo("transaction_taken");
        assertThat(state(second)).isEqualTo("unknown");
    }

    @Test
    void aRetrySendsTheGatesOwnBytesAgain() {
        String payment = Payments.header(Payments.v2());
        String id = id(lose(payment));
        assertThat(json(post("/settlements/" + id + "/retry", "", TOKEN).body())
                        .at("/settlements/0/state")
                        .asText())
                .isEqualTo("unknown");
        gate.facilitator.onSettle(200, "{'success':true,'transaction':'0xbeef'}");
        assertThat(post("/settlements/" + id + "/retry", "", TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(state(id)).isEqualTo("settled");
        assertThat(gate.facilitator.settleCalls()).hasSize(3);
        assertThat(gate.facilitator.settleCalls().get(2))
                .isEqualTo(gate.facilitator.settleCalls().getFirst());
        assertThat(post("/settlements/" + id + "/retry", "", TOKEN).statusCode())
                .isEqualTo(409);
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutTheTokenNobodyChangesAnything() {
        String id = id(lose(Payments.header(Payments.v2())));
        String settled = "{'state':'settled','transaction':'0xabcd'}";
        for (String wrong : new String[] {"", "x", TOKEN + "x"}) {
            assertThat(post("/settlements/" + id + "/outcome", settled, wrong).statusCode())
                    .isEqualTo(401);
            assertThat(post("/settlements/" + id + "/retry", "", wrong).statusCode())
                    .isEqualTo(401);
        }
        assertThat(state(id)).isEqualTo("unknown");
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void aReportThatIsNoneChangesNothing() {
        String id = id(lose(Payments.header(Payments.v2())));
        for (String bad : new String[] {
            "", "{}", "[]", "{'state':'released'}", "{'state':'settled'}", "{'state':'failed','transaction':'0x1'}"
        }) {
            assertThat(post("/settlements/" + id + "/outcome", bad, TOKEN).statusCode())
                    .isEqualTo(400);
        }
        assertThat(state(id)).isEqualTo("unknown");
    }
}

package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public listener when nobody knows whether an answer was paid for: the upstream works once, and the buyer gets it once. */
class WithheldAnswerTest {
    private static final String PATH = StubService.PATH;
    private static final String TOKEN = "a-token-of-the-test";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private StubService upstream;
    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        upstream = StubService.start(exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] goods = ("goods " + asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Secret", "of the goods");
            exchange.sendResponseHeaders(200, goods.length);
            exchange.getResponseBody().write(goods);
            exchange.close();
        });
        gate = gate(Map.of());
    }

    @AfterEach
    void stop() {
        http.close();
        gate.close();
        upstream.close();
    }

    private Gate gate(Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(
                VerifierSettings.ADMIN_TOKEN_FILE,
                Files.writeString(folder.resolve("token"), TOKEN).toString());
        settings.put(VerifierSettings.LEDGER, "jdbc:sqlite:" + folder.resolve("shop.db"));
        Gate started = Gate.with("", settings).sell(offer("shop", "echo").with("/spec/settlement", "'OnSuccess'"));
        upstream.standBehind(started);
        return started;
    }

    private CompletableFuture<HttpResponse<String>> order(String payment) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + gate.app.proxyAddress().getPort() + PATH + "/tea?cups=2"))
                        .header("PAYMENT-SIGNATURE", payment)
                        .POST(BodyPublishers.ofString("with milk"))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Presents a payment whose settlement is not heard of; the ledger's id of it. */
    private String lose(String payment) {
        gate.facilitator.onSettle(502, "lost");
        HttpResponse<String> answer = order(payment).join();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(reason(answer)).isEqualTo("settlement_unknown");
        assertThat(answer.body()).doesNotContain("goods");
        assertThat(answer.headers().firstValue("X-Secret")).isEmpty();
        return json(answer.body()).path("statusUrl").asText().replaceFirst(".*/", "");
    }

    private void report(String id, String outcome) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                + gate.app.adminAddress().getPort() + "/settlements/" + id + "/outcome"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.ofString(outcome.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private void settled(String id) throws IOException, InterruptedException {
        report(id, "{'state':'settled','transaction':'0xabcd'}");
    }

    private static String payment() {
        return Payments.header(Payments.v2());
    }

    @Test
    void whenItTurnsOutPaidOneOfAllCopiesGetsTheAnswerAndTheUpstreamWorkedOnce() throws Exception {
        String payment = payment();
        String id = lose(payment);
        assertThat(order(payment).join().statusCode()).as("still unknown").isEqualTo(503);
        assertThat(gate.metrics()).contains("offerflow_verifier_withheld_answers 1.0");
        settled(id);

        List<CompletableFuture<HttpResponse<String>>> copies =
                IntStream.range(0, 20).mapToObj(i -> order(payment)).toList();
        List<HttpResponse<String>> answers =
                copies.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 200)
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.body()).isEqualTo("goods 1");
                    assertThat(answer.headers().firstValue("X-Secret")).contains("of the goods");
                    assertThat(header(answer, "PAYMENT-RESPONSE")
                                    .path("transaction")
                                    .asText())
                            .isEqualTo("0xabcd");
                });
        assertThat(answers)
                .filteredOn(answer -> answer.body().contains("goods"))
                .hasSize(1);
        assertThat(asked).hasValue(1);
        assertThat(gate.metrics())
                .contains("offerflow_verifier_withheld_answers 0.0", "offerflow_verifier_withheld_delivered_total 1.0");
    }

    @Test
    void aCopyThatWaitsLongerThanTheFirstOneGetsTheFirstOnesAnswer() throws Exception {
        gate.close();
        gate = gate(Map.of(VerifierSettings.PROXY_TIMEOUT, "300ms", VerifierSettings.SETTLE_WAIT, "300ms"));
        CountDownLatch settlement = gate.facilitator.holdSettlements();
        String payment = payment();
        assertThat(order(payment).join().statusCode()).as("gives up").isEqualTo(503);
        CompletableFuture<HttpResponse<String>> copy = order(payment);
        settlement.countDown();
        // It may have come before the run had ended, or after.
        assertThat(copy.join().body()).isEqualTo("goods 1");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aGateThatLostTheAnswerAsksTheUpstreamAgainForWhatWasPaid() throws Exception {
        String payment = payment();
        String id = lose(payment);
        gate.close();
        gate = gate(Map.of());
        settled(id);
        HttpResponse<String> answer = order(payment).join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("goods 2");
        assertThat(order(payment).join().statusCode()).isEqualTo(402);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsReportedUnpaidIsDroppedAndNeverDelivered() throws Exception {
        String payment = payment();
        String id = lose(payment);
        report(id, "{'state':'failed'}");
        assertThat(gate.metrics())
                .contains(
                        "offerflow_verifier_withheld_answers 0.0",
                        "offerflow_verifier_withheld_dropped_total{reason=\"unpaid\"} 1.0");
        HttpResponse<String> answer = order(payment).join();
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).doesNotContain("goods");
        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerIsDroppedWhenThePaymentsTimeHasPassedAndThenTheUpstreamIsAskedAgain() throws Exception {
        ObjectNode shortLived = Payments.v2();
        Payments.authorization(shortLived)
                .put("validBefore", "" + gate.clock.instant().plusSeconds(60).getEpochSecond());
        String payment = Payments.header(Payments.sign(shortLived));
        String id = lose(payment);
        gate.clock.forward(Duration.ofSeconds(59));
        assertThat(gate.metrics()).contains("offerflow_verifier_withheld_answers 1.0");
        gate.clock.forward(Duration.ofSeconds(1));
        Awaitility.await().until(() -> gate.metrics()
                .contains("offerflow_verifier_withheld_dropped_total{reason=\"expired\"} 1.0"));
        settled(id);
        assertThat(order(payment).join().body()).isEqualTo("goods 2");
    }
}

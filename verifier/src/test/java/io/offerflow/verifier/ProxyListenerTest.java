package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.offerflow.verifier.proxy.UpstreamCredential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public listener in front of a real upstream. */
class ProxyListenerTest {
    private static final String PATH = StubService.PATH;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private volatile HttpHandler service = exchange -> send(exchange, 200, "goods");
    private StubService upstream;
    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        upstream = StubService.start(exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestHeaders()
                    .forEach((name, values) -> seen.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            service.handle(exchange);
        });
        gate = Gate.with("").sell(offer("shop", "echo").with("/spec/settlement", "'OnSuccess'"));
        upstream.standBehind(gate);
    }

    @AfterEach
    void stop() {
        gate.close();
        upstream.close();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gate.app.proxyAddress().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> pay(String payment) {
        return send(request(PATH + "/goods?x=1").header("PAYMENT-SIGNATURE", payment));
    }

    private static String payment() {
        return Payments.header(Payments.v2());
    }

    @Test
    void noPaymentReturns402AndTheUpstreamIsNotCalled() {
        HttpResponse<String> answer = send(request(PATH));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(header(answer, "PAYMENT-REQUIRED").at("/accepts/0/amount").asText())
                .isEqualTo("1000");
        assertThat(asked).isEmpty();
    }

    @Test
    void aValidPaymentSettlesAfterTheUpstreamAndStripsThePrefix() {
        service = exchange -> {
            assertThat(gate.facilitator.settleCalls()).isEmpty();
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            exchange.getResponseHeaders().set("PAYMENT-RESPONSE", "forged");
            send(exchange, 200, "goods");
        };
        HttpResponse<String> answer = pay(payment());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("goods");
        assertThat(header(answer, "PAYMENT-RESPONSE").path("transaction").asText())
                .isEqualTo(StubFacilitator.TX);
        assertThat(header(answer, "X-PAYMENT-RESPONSE").path("success").asBoolean())
                .isTrue();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("max-age=60, private");
        assertThat(asked).containsExactly("GET /goods?x=1");
        assertThat(seen).containsEntry("x-payment-payer", Payments.PAYER).doesNotContainKey("payment-signature");
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void anUpstreamFailureIsPassedThroughIsNotSettledAndLeavesThePaymentUsable() {
        String payment = payment();
        service = exchange -> send(exchange, 503, "broken");
        HttpResponse<String> failed = pay(payment);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).isEqualTo("broken");
        assertThat(failed.headers().firstValue("PAYMENT-RESPONSE")).isEmpty();
        assertThat(gate.facilitator.settleCalls()).isEmpty();
        assertThat(gate.metrics()).contains("obol_x402_verifier_upstream_failed_after_verify_total");

        service = exchange -> send(exchange, 200, "goods");
        assertThat(pay(payment).statusCode()).isEqualTo(200);
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void anUpstreamThatIsGoneAnswers502AndIsNotSettled() {
        upstream.close();
        assertThat(pay(payment()).statusCode()).isEqualTo(502);
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @Test
    void nothingOfTheAnswerLeaksWhenTheSettlementFails() {
        gate.facilitator.onSettle(
                200, "{\"success\":false,\"errorReason\":\"insufficient_funds\",\"transaction\":\"\"}");
        service = exchange -> {
            exchange.getResponseHeaders().set("X-Secret", "of the goods");
            send(exchange, 200, "the wares");
        };
        HttpResponse<String> answer = pay(payment());
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).doesNotContain("the wares");
        assertThat(answer.headers().firstValue("X-Secret")).isEmpty();
    }

    @Test
    void aPaymentBuysOneAnswer() {
        String payment = payment();
        assertThat(pay(payment).statusCode()).isEqualTo(200);
        HttpResponse<String> again = pay(payment);
        assertThat(again.statusCode()).isEqualTo(402);
        assertThat(reason(again)).isEqualTo("payment_already_used");
        assertThat(asked).hasSize(1);
    }

    @Test
    void eventsOfAStreamArriveWhileItRunsAndItIsSettledOnceBeforeTheFirst() throws Exception {
        CountDownLatch firstWasRead = new CountDownLatch(1);
        service = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                firstWasRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseBody().write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
        HttpResponse<InputStream> answer =
                http.send(request(PATH).header("PAYMENT-SIGNATURE", payment()).build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: one");
            assertThat(gate.facilitator.settleCalls()).hasSize(1);
            firstWasRead.countDown();
            assertThat(lines.lines().toList()).contains("data: two");
        }
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void aLargeAnswerArrivesWhole() {
        String large = "0123456789".repeat(1_000_000);
        service = exchange -> send(exchange, 200, large);
        HttpResponse<String> answer = pay(payment());
        assertThat(answer.body()).isEqualTo(large);
        assertThat(answer.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
    }

    @Test
    void settlementGoesOnWhenTheClientHangsUp() throws IOException {
        CountDownLatch hold = gate.facilitator.holdSettlements();
        try (Socket socket = new Socket("127.0.0.1", gate.app.proxyAddress().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: x\r\nPAYMENT-SIGNATURE: " + payment() + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            Awaitility.await().until(() -> gate.facilitator.settleCalls().size() == 1);
        }
        hold.countDown();
        Awaitility.await().until(() -> gate.metrics().contains("obol_x402_verifier_charged_requests_total"));
    }

    @Test
    void upfrontTheMoneyMovesFirstAndNotAtAllWhileTheUpstreamIsUnknown() {
        gate.sell(offer("shop", "echo").with("/metadata/generation", "2").with("/spec/settlement", "'Upfront'"));
        Awaitility.await().until(() -> gate.admin("/routes/shop/echo").body().contains("\"generation\":2"));
        service = exchange -> {
            assertThat(gate.facilitator.settleCalls()).hasSize(1);
            send(exchange, 200, "goods");
        };
        assertThat(pay(payment()).body()).isEqualTo("goods");
        gate.targets.clear();
        assertThat(pay(payment()).statusCode()).isEqualTo(503);
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET %s HTTP/1.1\r\na(b): c\r\n", "G@T %s HTTP/1.1\r\n"})
    void aRequestThatCannotBePassedOnIsRefusedBeforeMoneyMoves(String head) throws IOException {
        gate.sell(offer("shop", "echo").with("/metadata/generation", "2").with("/spec/settlement", "'Upfront'"));
        Awaitility.await().until(() -> gate.admin("/routes/shop/echo").body().contains("\"generation\":2"));
        try (Socket socket = new Socket("127.0.0.1", gate.app.proxyAddress().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head.formatted(PATH) + "Host: x\r\nPAYMENT-SIGNATURE: " + payment() + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 400");
        }
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @Test
    void whatNoOfferServesIsNotFound() {
        Stream.of("/", "/services/other", "/verify/shop/echo", "/metrics", "/routes")
                .forEach(path ->
                        assertThat(send(request(path)).statusCode()).as(path).isEqualTo(404));
        assertThat(asked).isEmpty();
    }

    @Test
    void aFreePartIsProxiedWithoutPaymentWithTheUpstreamsKeyAndWithoutForgedIdentity() {
        gate.sell(offer("shop", "echo")
                .with("/metadata/generation", "2")
                .with("/spec/routes", "[{'path': '/docs/*', 'gate': 'free'}]"));
        Awaitility.await().until(() -> gate.admin("/routes/shop/echo").body().contains("\"generation\":2"));
        upstream.standBehind(gate, Optional.of(UpstreamCredential.bearer("of-the-upstream")));
        HttpResponse<String> answer = send(request(PATH + "/docs/a")
                .header("X-Payment-Payer", "0xforged")
                .header("X-Forwarded-Uri", "/services/echo/paid")
                .POST(BodyPublishers.ofString("question")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked).containsExactly("POST /docs/a");
        assertThat(seen)
                .containsEntry("authorization", "Bearer of-the-upstream")
                .doesNotContainKeys("x-payment-payer", "x-forwarded-uri");
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedBeforeAnythingIsPaid() {
        byte[] large = new byte[(16 << 20) + 1];
        HttpResponse<String> answer =
                send(request(PATH).header("PAYMENT-SIGNATURE", payment()).POST(BodyPublishers.ofByteArray(large)));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }
}

package io.offerflow.verifier;

import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StopTest {
    @Test
    void aStopFinishesPaymentsInFlightAndTakesNoNewOnes() {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            CountDownLatch settle = gate.facilitator.holdSettlements();
            CompletableFuture<HttpResponse<String>> inFlight =
                    gate.payLater("/services/echo", Payments.header(Payments.v2()));
            Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gate.app::close);
            Awaitility.await().untilAsserted(() -> assertThat(
                            gate.verify("/readyz", Map.of()).statusCode())
                    .isEqualTo(503));
            assertThat(gate.verify("/readyz", Map.of()).body()).contains("stopping");
            assertThat(gate.forwarded("/services/echo").statusCode()).isEqualTo(503);
            assertThat(stopped).isNotDone();
            settle.countDown();
            assertThat(inFlight.join().statusCode()).isEqualTo(200);
            stopped.join();
        }
    }

    /** As behind a Service, which goes on sending for a moment. */
    @Test
    void aStoppingGateIsNotReadyServesOnAndHangsUpWithEachAnswer() throws Exception {
        Map<String, String> settings = Map.of(VerifierSettings.STOP_DELAY, "3s", VerifierSettings.STOP_GRACE, "10s");
        try (Gate gate = Gate.with("", settings).sell(offer("shop", "echo"))) {
            CountDownLatch settle = gate.facilitator.holdSettlements();
            try (Socket before = socket(gate)) {
                send(before, "X-PAYMENT: " + Payments.header(Payments.v2()) + "\r\n");
                Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(gate.app::close);
                Awaitility.await().untilAsserted(() -> assertThat(
                                gate.verify("/readyz", Map.of()).statusCode())
                        .isEqualTo(503));
                try (Socket after = socket(gate)) {
                    send(after, "");
                    assertThat(wholeConnection(after))
                            .startsWith("HTTP/1.1 402 ")
                            .contains("Connection: close");
                }
                assertThat(stopped).isNotDone();
                settle.countDown();
                assertThat(wholeConnection(before)).startsWith("HTTP/1.1 200 ").contains("Connection: close");
                stopped.join();
            }
        }
    }

    @Test
    void aStopEndsInTimeWhateverHangs() {
        Map<String, String> settings = Map.of(VerifierSettings.STOP_GRACE, "500ms");
        try (Gate gate = Gate.with("", settings).sell(offer("shop", "echo"))) {
            gate.facilitator.holdSettlements();
            CompletableFuture<HttpResponse<String>> hanging =
                    gate.payLater("/services/echo", Payments.header(Payments.v2()));
            Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
            assertThat(CompletableFuture.runAsync(gate.app::close)).succeedsWithin(Duration.ofSeconds(8));
            assertThat(hanging).failsWithin(Duration.ofSeconds(1));
        }
    }

    private static Socket socket(Gate gate) throws IOException {
        return new Socket(
                gate.app.verifyAddress().getAddress(), gate.app.verifyAddress().getPort());
    }

    private static void send(Socket socket, String header) throws IOException {
        String request = "GET /verify/shop/echo HTTP/1.1\r\nHost: x\r\n" + header + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ends only when the gate hangs up. */
    private static String wholeConnection(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSettlementGoesOnWhenTheBuyerHangsUp() throws Exception {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            CountDownLatch settle = gate.facilitator.holdSettlements();
            String payment = Payments.header(Payments.v2());
            try (var socket = new Socket(
                    gate.app.verifyAddress().getAddress(),
                    gate.app.verifyAddress().getPort())) {
                socket.getOutputStream()
                        .write(("GET /verify/shop/echo HTTP/1.1\r\nHost: x\r\nX-PAYMENT: " + payment + "\r\n\r\n")
                                .getBytes());
                Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
            }
            settle.countDown();
            Awaitility.await().untilAsserted(() -> assertThat(Gate.reason(gate.pay("/services/echo", payment)))
                    .isEqualTo("payment_already_used"));
            assertThat(gate.metrics()).contains("obol_x402_verifier_charged_requests_total");
        }
    }
}

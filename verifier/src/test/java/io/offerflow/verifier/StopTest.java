package io.offerflow.verifier;

import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
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

package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.FOUR_ROUTES;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One payment buys one request. */
class ReplayTest {
    private static final String PATH = "/services/echo";

    private Gate gate;

    @BeforeEach
    void start() {
        gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo"));
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private HttpResponse<String> pay(ObjectNode payment) {
        return gate.pay(PATH, Payments.header(payment));
    }

    private void assertCalls(int verify, int settle) {
        assertThat(gate.facilitator.verifyCalls()).hasSize(verify);
        assertThat(gate.facilitator.settleCalls()).hasSize(settle);
    }

    @Test
    void aPaymentBuysOneRequestOnly() {
        String payment = Payments.header(Payments.v2());
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(200);
        HttpResponse<String> again = gate.pay(PATH, payment);
        assertThat(again.statusCode()).isEqualTo(402);
        assertThat(reason(again)).isEqualTo("payment_already_used");
        assertCalls(1, 1);
    }

    @Test
    void aCopyInOtherSpellingIsTheSamePayment() {
        ObjectNode payment = Payments.v2();
        assertThat(pay(payment).statusCode()).isEqualTo(200);
        ObjectNode authorization = Payments.authorization(payment);
        authorization.put("from", "0x" + Payments.PAYER.substring(2).toUpperCase(Locale.ROOT));
        assertThat(reason(pay(payment))).isEqualTo("payment_already_used");
        ObjectNode v1 = Payments.v1();
        v1.set("payload", payment.path("payload"));
        assertThat(reason(pay(v1))).isEqualTo("payment_already_used");
    }

    @Test
    void aCopyInOtherSpellingIsTurnedAwayWhileTheFirstRuns() throws Exception {
        ObjectNode sent = Payments.v2();
        String payment = Payments.header(sent);
        String respelled = Payments.header(sent.put("note", "the same authorization"));
        CountDownLatch settle = gate.facilitator.holdSettlements();
        CompletableFuture<HttpResponse<String>> first = gate.payLater(PATH, payment);
        Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
        HttpResponse<String> second = gate.pay(PATH, respelled);
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(reason(second)).isEqualTo("payment_in_use");
        assertThat(second.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        assertThat(second.headers().firstValue("Link").orElse("")).contains("rel=\"status\"");
        settle.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertCalls(1, 1);
    }

    @Test
    void theSameBytesJoinTheRunAndLearnThatItBoughtOneRequest() throws Exception {
        String payment = Payments.header(Payments.v2());
        CountDownLatch settle = gate.facilitator.holdSettlements();
        CompletableFuture<HttpResponse<String>> first = gate.payLater(PATH, payment);
        Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
        CompletableFuture<HttpResponse<String>> joined = gate.payLater(PATH, payment);
        assertThat(gate.forwarded(PATH).statusCode()).isEqualTo(402);
        assertThat(joined).isNotDone();
        settle.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(joined.get().statusCode()).isEqualTo(402);
        assertThat(reason(joined.get())).isEqualTo("payment_already_used");
        assertThat(Gate.header(joined.get(), "PAYMENT-RESPONSE"))
                .isEqualTo(Gate.header(first.get(), "PAYMENT-RESPONSE"));
        assertCalls(1, 1);
    }

    @Test
    void oneHundredConcurrentCopiesPassOnce() {
        String payment = Payments.header(Payments.v2());
        CountDownLatch settle = gate.facilitator.holdSettlements();
        var copies =
                Stream.generate(() -> gate.payLater(PATH, payment)).limit(100).toList();
        Awaitility.await().until(() -> !gate.facilitator.settleCalls().isEmpty());
        // Those beyond the number that may wait are turned away at once.
        Awaitility.await()
                .until(() -> copies.stream().filter(CompletableFuture::isDone).count() == 68);
        settle.countDown();
        assertThat(copies.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 200))
                .hasSize(1);
        assertCalls(1, 1);
    }
}

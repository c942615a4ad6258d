package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.FOUR_ROUTES;
import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to requests with a payment. */
class PaidRequestTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"PAYMENT-SIGNATURE", "X-PAYMENT"})
    void aValidPaymentOfVersion2Returns200WithReceiptAndPayer(String headerName) {
        HttpResponse<String> answer = gate.verify(
                "/verify/shop/echo", Map.of("X-Forwarded-Uri", PATH, headerName, Payments.header(Payments.v2())));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Payment-Payer")).contains(Payments.PAYER);
        assertThat(answer.headers().firstValue("X-Verified-Wallet")).contains("");
        JsonNode receipt = header(answer, "PAYMENT-RESPONSE");
        assertThat(receipt)
                .isEqualTo(json("{\"success\":true,\"transaction\":\"" + StubFacilitator.TX
                        + "\",\"network\":\"eip155:84532\",\"payer\":\"" + Payments.PAYER + "\"}"));
        assertThat(header(answer, "X-PAYMENT-RESPONSE")).isEqualTo(receipt);
        assertCalls(1, 1);
    }

    @Test
    void aValidPaymentOfVersion1IsAnsweredAndSettledInVersion1() {
        HttpResponse<String> answer = gate.verify(
                "/verify/shop/echo",
                Map.of(
                        "X-Forwarded-Uri",
                        PATH,
                        "X-Forwarded-Host",
                        "pay.example.com",
                        "X-PAYMENT",
                        Payments.header(Payments.v1())));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-PAYMENT-RESPONSE").path("network").asText())
                .isEqualTo("base-sepolia");
        JsonNode order = gate.facilitator.settleCalls().getFirst();
        assertThat(order.path("x402Version").asInt()).isEqualTo(1);
        assertThat(order.at("/paymentRequirements/maxAmountRequired").asText()).isEqualTo("1000");
        assertThat(order.at("/paymentRequirements/network").asText()).isEqualTo("base-sepolia");
        assertThat(order.at("/paymentRequirements/resource").asText()).isEqualTo("https://pay.example.com" + PATH);
    }

    @Test
    void theFacilitatorGetsThePayloadAsAnObjectAndTheGatesOwnRequirement() {
        ObjectNode payment = Payments.v2();
        ((ObjectNode) payment.path("accepted")).put("maxTimeoutSeconds", 999_999);
        pay(payment);
        JsonNode order = gate.facilitator.verifyCalls().getFirst();
        assertThat(order.path("x402Version").asInt()).isEqualTo(2);
        assertThat(order.path("paymentPayload").isObject()).isTrue();
        assertThat(order.at("/paymentPayload/payload/authorization/from").asText())
                .isEqualTo(Payments.PAYER);
        assertThat(order.at("/paymentRequirements/amount").asText()).isEqualTo("1000");
        assertThat(order.at("/paymentRequirements/maxTimeoutSeconds").asInt()).isEqualTo(300);
        assertThat(gate.facilitator.settleCalls().getFirst()).isEqualTo(order);
    }

    @ParameterizedTest
    @CsvSource({"00,1b", "01,1c", "1b,1b", "1c,1c"})
    void aRecoveryByteOf0Or1IsNormalisedForTheFacilitator(String sent, String forwarded) {
        ObjectNode payment = Payments.v2();
        ((ObjectNode) payment.path("payload")).put("signature", "0x" + "ab".repeat(64) + sent);
        pay(payment);
        assertThat(gate.facilitator
                        .verifyCalls()
                        .getFirst()
                        .at("/paymentPayload/payload/signature")
                        .asText())
                .endsWith("ab" + forwarded)
                .hasSize(132);
    }

    @Test
    void aRejectedPaymentReturns402WithAFreshChallengeAndIsNotSettled() {
        gate.facilitator.onVerify(200, "{'isValid':false,'invalidReason':'insufficient_funds'}");
        HttpResponse<String> answer = pay(Payments.v2());
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo("payment_invalid");
        assertThat(header(answer, "PAYMENT-REQUIRED").path("error").asText())
                .isEqualTo("payment_invalid: insufficient_funds");
        assertCalls(1, 0);
    }

    @Test
    void aPaymentThatWasRefusedMayBePresentedAgain() {
        String payment = Payments.header(Payments.v2());
        gate.facilitator.onVerify(200, "{'isValid':false,'invalidReason':'x'}");
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(402);
        gate.facilitator.onVerify(200, "{'isValid':true}");
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(200);
    }

    @Test
    void aRejectedSettlementReturns402WithAReceiptThatSaysSo() {
        gate.facilitator.onSettle(200, "{'success':false,'errorReason':'insufficient_funds','transaction':''}");
        HttpResponse<String> answer = pay(Payments.v2());
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo("settlement_rejected");
        assertThat(header(answer, "PAYMENT-RESPONSE").path("success").asBoolean())
                .isFalse();
        assertThat(header(answer, "X-PAYMENT-RESPONSE").path("errorReason").asText())
                .isEqualTo("insufficient_funds");
        assertThat(answer.headers().firstValue("PAYMENT-REQUIRED")).isPresent();
    }

    @Test
    void aSettleErrorPreservesTheTransactionInTheReceiptAndBlocksThePayment() {
        String payment = Payments.header(Payments.v2());
        gate.facilitator.onSettle(500, "{'success':false,'errorReason':'timeout','transaction':'0xabc1'}");
        HttpResponse<String> answer = gate.pay(PATH, payment);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
        assertThat(reason(answer)).isEqualTo("settlement_unknown");
        assertThat(header(answer, "X-PAYMENT-RESPONSE").path("transaction").asText())
                .isEqualTo("0xabc1");
        assertThat(header(answer, "X-PAYMENT-RESPONSE").path("success").asBoolean())
                .isFalse();
        gate.facilitator.onSettle(200, "{'success':true,'transaction':'0xabc1'}");
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(503);
        assertCalls(1, 1);
    }

    @Test
    void wordsOfAFacilitatorNeverReachAHeaderRaw() {
        gate.facilitator.onVerify(
                200, "{'isValid':false,'invalidReason':'a\\r\\nSet-Cookie: x\\u0000 é" + "y".repeat(500) + "'}");
        HttpResponse<String> answer = pay(Payments.v2());
        String error = header(answer, "PAYMENT-REQUIRED").path("error").asText();
        assertThat(error).startsWith("payment_invalid: a Set-Cookie: x y").hasSizeLessThan(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void waitingForTheFacilitatorBlocksNobodyElse() {
        CountDownLatch settle = gate.facilitator.holdSettlements();
        var waiting = Stream.generate(() -> gate.payLater(PATH, Payments.header(Payments.v2())))
                .limit(50)
                .toList();
        Awaitility.await().until(() -> gate.facilitator.settleCalls().size() == 50);
        assertThat(gate.forwarded(PATH).statusCode()).isEqualTo(402);
        assertThat(gate.forwarded("/dashboard").statusCode()).isEqualTo(200);
        settle.countDown();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    @Test
    void aSellerWhoIsDownIsNotPaid() {
        Offers down = offer("shop", "down")
                .with("/status/conditions", "[{'type':'UpstreamHealthy','status':'False','observedGeneration':1}]");
        gate.sell(down);
        assertThat(gate.forwarded("/services/down").statusCode()).isEqualTo(402);
        HttpResponse<String> answer = gate.pay("/services/down", Payments.header(Payments.v2()));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(reason(answer)).isEqualTo("upstream_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertCalls(0, 0);

        gate.offers().put(down.with("/metadata/generation", "2").read());
        Awaitility.await().untilAsserted(() -> assertThat(gate.pay("/services/down", Payments.header(Payments.v2()))
                        .statusCode())
                .as("a measurement of an older generation says nothing")
                .isEqualTo(200));
    }

    @Test
    void aPaymentPaysOnlyItsOwnPriceEverywhere() {
        gate.sell(offer("shop", "dear").with("/spec/payment/price/perRequest", "'0.002'"));
        assertThat(reason(gate.pay("/services/dear", Payments.header(Payments.v2()))))
                .isEqualTo("no_matching_requirement");
        gate.clock.forward(Duration.ofSeconds(1));
        assertThat(pay(Payments.v2()).statusCode()).isEqualTo(200);
    }
}

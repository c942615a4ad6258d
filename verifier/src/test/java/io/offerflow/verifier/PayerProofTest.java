package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who signed decides how a payment is treated, before anybody is asked. */
class PayerProofTest {
    private static final String PATH = "/services/echo";
    private static final String OBOL = "0x0a09371a8b011d5110656ceBCc70603e53FD2c78";

    private Gate gate = Gate.with("").sell(offer("shop", "echo"));

    @AfterEach
    void stop() {
        gate.close();
    }

    private void restart(Map<String, String> settings) {
        gate.close();
        gate = Gate.with("", settings).sell(offer("shop", "echo"));
    }

    private HttpResponse<String> pay(ObjectNode payment) {
        return gate.pay(PATH, Payments.header(payment));
    }

    private static ObjectNode signedBy(Wallet wallet) {
        return Payments.sign(Payments.v2(), wallet);
    }

    private static ObjectNode malleated() {
        ObjectNode payment = Payments.v2();
        String signature = payment.at("/payload/signature").asText();
        ((ObjectNode) payment.path("payload")).put("signature", Wallet.malleated(signature));
        return payment;
    }

    private static ObjectNode contractWallet() {
        ObjectNode payment = Payments.v2();
        ((ObjectNode) payment.path("payload")).put("signature", "0x" + "6492".repeat(200));
        return payment;
    }

    /** A permit for the default offer's price in OBOL. */
    private static ObjectNode permit() {
        String amount = "1000000000000000";
        ObjectNode payment = Payments.v2("eip155:84532", amount, OBOL, Offers.SELLER);
        ObjectNode payload = (ObjectNode) payment.path("payload");
        payload.remove("authorization");
        ObjectNode permit = payload.putObject("permit2Authorization");
        permit.put("from", Payments.PAYER)
                .put("spender", "0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
                .put("nonce", "7")
                .put("deadline", "4102444800");
        permit.putObject("permitted").put("token", OBOL).put("amount", amount);
        permit.putObject("witness").put("to", Offers.SELLER).put("validAfter", "0");
        return payment;
    }

    private void sellForObol() {
        gate.sell(offer("shop", "obol").with("/spec/payment/asset", "{'address':'" + OBOL + "'}"));
    }

    @Test
    void withEoaOnlyAForeignSignatureIsRefusedWithoutACall() {
        restart(Map.of(VerifierSettings.EOA_ONLY, "true"));
        for (ObjectNode payment : new ObjectNode[] {signedBy(Wallet.STRANGER), contractWallet(), malleated()}) {
            HttpResponse<String> answer = pay(payment);
            assertThat(answer.statusCode()).isEqualTo(402);
            assertThat(reason(answer)).isEqualTo("payment_invalid");
            assertThat(json(answer.body()).path("error").asText()).contains("signature");
            assertThat(answer.headers().firstValue("PAYMENT-REQUIRED")).isPresent();
        }
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
        assertThat(pay(Payments.v2()).statusCode()).isEqualTo(200);
        assertThat(pay(Payments.sign(Payments.v1())).statusCode()).isEqualTo(200);
    }

    @Test
    void aForeignSignatureMayBeAContractWalletsSoTheFacilitatorDecides() {
        assertThat(pay(signedBy(Wallet.STRANGER)).statusCode()).isEqualTo(200);
        assertThat(pay(contractWallet()).statusCode()).isEqualTo(200);
        assertThat(gate.facilitator.settleCalls()).hasSize(2);
    }

    @Test
    void theSecondFormOfAPayersSignatureIsAlwaysRefused() {
        assertThat(reason(pay(malleated()))).isEqualTo("payment_invalid");
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void unprovenPayersWaitInASmallRoomThatProvenOnesNeverEnter() {
        restart(Map.of(VerifierSettings.UNPROVEN_CONCURRENCY, "2"));
        CountDownLatch verify = gate.facilitator.holdVerifications();
        var waiting = Stream.generate(() -> gate.payLater(PATH, Payments.header(contractWallet())))
                .limit(2)
                .toList();
        Awaitility.await().until(() -> gate.facilitator.verifyCalls().size() == 2);
        assertThat(gate.metrics()).contains("offerflow_verifier_unproven_payers 2.0");
        HttpResponse<String> third = pay(contractWallet());
        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(reason(third)).isEqualTo("gate_busy");
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        var proven = gate.payLater(PATH, Payments.header(Payments.v2()));
        Awaitility.await().until(() -> gate.facilitator.verifyCalls().size() == 3);
        verify.countDown();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(proven.join().statusCode()).isEqualTo(200);
        assertThat(pay(contractWallet()).statusCode()).isEqualTo(200);
    }

    @Test
    void theRoomIsLeftBeforeMoneyMoves() {
        restart(Map.of(VerifierSettings.UNPROVEN_CONCURRENCY, "1"));
        CountDownLatch settle = gate.facilitator.holdSettlements();
        CompletableFuture<HttpResponse<String>> first = gate.payLater(PATH, Payments.header(contractWallet()));
        Awaitility.await().until(() -> gate.facilitator.settleCalls().size() == 1);
        CompletableFuture<HttpResponse<String>> second = gate.payLater(PATH, Payments.header(contractWallet()));
        Awaitility.await().until(() -> gate.facilitator.settleCalls().size() == 2);
        settle.countDown();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    @Test
    void aBusyGateKeepsNoHoldOnThePayment() {
        restart(Map.of(VerifierSettings.UNPROVEN_CONCURRENCY, "1"));
        CountDownLatch verify = gate.facilitator.holdVerifications();
        var first = gate.payLater(PATH, Payments.header(contractWallet()));
        Awaitility.await().until(() -> gate.facilitator.verifyCalls().size() == 1);
        ObjectNode payment = contractWallet();
        assertThat(reason(pay(payment))).isEqualTo("gate_busy");
        verify.countDown();
        first.join();
        assertThat(pay(payment).statusCode()).isEqualTo(200);
    }

    @Test
    void aPermitIsTakenWhereTheTokenNeedsOneEvenWithEoaOnly() {
        restart(Map.of(VerifierSettings.EOA_ONLY, "true"));
        sellForObol();
        HttpResponse<String> answer = gate.pay("/services/obol", Payments.header(permit()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Payment-Payer")).contains(Payments.PAYER);
        assertThat(gate.facilitator
                        .settleCalls()
                        .getFirst()
                        .at("/paymentPayload/payload/permit2Authorization/nonce")
                        .asText())
                .isEqualTo("7");
        assertThat(reason(gate.pay("/services/obol", Payments.header(permit()))))
                .isEqualTo("payment_already_used");
    }

    @ParameterizedTest
    @CsvSource({
        "/permitted,token,0x036CbD53842c5426634e7929541eC2318f3dCF7e,permit2_token_mismatch",
        "/permitted,amount,1,permit2_amount_mismatch",
        "/witness,to,0x70997970C51812dc3A010C7d01b50e0d17dc79C8,invalid_permit2_recipient_mismatch",
        "/witness,validAfter,1780272001,permit2_not_yet_valid",
        "'',deadline,1780272005,permit2_deadline_expired",
    })
    void aPermitIsComparedWithWhatIsAsked(String parent, String field, String value, String code) {
        sellForObol();
        ObjectNode payment = permit();
        ((ObjectNode) payment.at("/payload/permit2Authorization" + parent)).put(field, value);
        HttpResponse<String> answer = gate.pay("/services/obol", Payments.header(payment));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo("payment_invalid");
        assertThat(json(answer.body()).path("error").asText()).startsWith("payment_invalid: " + code + ": ");
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void aPayloadOfTheOtherMethodIsNotTaken() {
        sellForObol();
        ObjectNode transfer = Payments.v2("eip155:84532", "1000000000000000", OBOL, Offers.SELLER);
        assertThat(reason(gate.pay("/services/obol", Payments.header(transfer))))
                .isEqualTo("unsupported_payload_type");
        ObjectNode permit = permit();
        permit.set("accepted", Payments.v2().path("accepted"));
        assertThat(reason(pay(permit))).isEqualTo("unsupported_payload_type");
    }

    @Test
    void aMissingAllowanceReturns412WithAChallenge() {
        sellForObol();
        gate.facilitator.onVerify(412, "{'isValid':false,'invalidReason':'permit2_allowance_required'}");
        HttpResponse<String> answer = gate.pay("/services/obol", Payments.header(permit()));
        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(reason(answer)).isEqualTo("permit2_allowance_required");
        assertThat(answer.headers().firstValue("PAYMENT-REQUIRED")).isPresent();
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }
}

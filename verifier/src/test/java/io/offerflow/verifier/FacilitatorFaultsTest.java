package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A facilitator that fails never makes a request pass, and never makes a buyer sign twice without need. */
class FacilitatorFaultsTest {
    private static final String PATH = "/services/echo";

    private Gate gate;

    @BeforeEach
    void start() {
        open(Map.of());
    }

    private void open(Map<String, String> settings) {
        gate = Gate.with("", settings).sell(offer("shop", "echo"));
    }

    /** Where time is what a test is about; all others have time. */
    private void reopen(String setting, String value) {
        gate.close();
        open(Map.of(setting, value));
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private HttpResponse<String> pay() {
        return gate.pay(PATH, Payments.header(Payments.v2()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "200|{'isValid':false,'invalidReason':'r'}|402|payment_invalid",
                "400|{'isValid':false,'invalidReason':'r'}|402|payment_invalid",
                "500|{'isValid':false}|402|payment_invalid",
                "200|{'isValid':'true'}|503|facilitator_error",
                "200|{'isValid':1}|503|facilitator_error",
                "200|{}|503|facilitator_error",
                "200|[]|503|facilitator_error",
                "200|<html>|503|facilitator_error",
                "500|{'isValid':true}|503|facilitator_error",
                "302|{'isValid':true}|503|facilitator_error",
                "404|nothing here|503|facilitator_error",
                "503|{'error':'busy'}|503|facilitator_error",
            })
    void theJsonOfAVerificationDecidesWhateverTheStatus(int status, String body, int answered, String reason) {
        gate.facilitator.onVerify(status, body);
        HttpResponse<String> answer = pay();
        assertThat(answer.statusCode()).isEqualTo(answered);
        assertThat(reason(answer)).isEqualTo(reason);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(answered == 503);
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "200|{'success':false,'errorReason':'r'}|503|settlement_unknown|503",
                "400|{'success':false,'errorReason':'timeout'}|503|settlement_unknown|503",
                "400|{'success':false,'errorReason':'insufficient_funds'}|402|settlement_rejected|402",
                "200|{'success':false,'errorReason':'insufficient_funds','transaction':'sent'}|503|settlement_unknown|503",
                "400|{'success':true,'transaction':'0x1'}|503|settlement_unknown|503",
                "400|{'success':'true'}|503|settlement_unknown|503",
                "400|{'transaction':'sent'}|503|settlement_unknown|503",
                "409|{}|503|settlement_unknown|503",
                "425|{}|503|settlement_unknown|503",
                "429|{'errorReason':'settlement_pending'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'invalid_exact_evm_insufficient_balance','transaction':''}|402|settlement_rejected|402",
                "500|{'success':false,'errorReason':'r','transaction':''}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'r','transaction':'0x1'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'invalid_exact_evm_nonce_already_used'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'invalid_exact_evm_transaction_failed'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'invalid_exact_evm_transaction_simulation_failed'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'authorization is used or canceled'}|503|settlement_unknown|503",
                "200|{'success':false}|503|settlement_unknown|503",
                "400|{'success':false,'errorReason':'transaction_simulation'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'invalid_transaction_state'}|503|settlement_unknown|503",
                "400|{'success':false,'errorReason':'unexpected_settle_error'}|503|settlement_unknown|503",
                "200|{'success':false,'errorReason':'settlement_pending','transaction':'0x1'}|503|settlement_unknown|503",
                "500|{'success':false,'errorReason':'r','transaction':'0x1'}|503|settlement_unknown|503",
                "500|{'success':true,'transaction':'0x1'}|503|settlement_unknown|503",
                "200|{'success':'true'}|503|settlement_unknown|503",
                "200|{}|503|settlement_unknown|503",
                "200|<html>|503|settlement_unknown|503",
                "502|bad gateway|503|settlement_unknown|503",
                "408|late|503|settlement_unknown|503",
                "404|nothing here|503|facilitator_error|503",
                "429|slow down|503|facilitator_error|503",
            })
    void aSettlementWithoutAClearAnswerIsUnknownAndStaysBlocked(
            int status, String body, int answered, String reason, int asked) {
        gate.facilitator.onSettle(status, body);
        String payment = Payments.header(Payments.v2());
        HttpResponse<String> answer = gate.pay(PATH, payment);
        assertThat(answer.statusCode()).isEqualTo(answered);
        assertThat(reason(answer)).isEqualTo(reason);
        assertThat(answer.headers().firstValue("PAYMENT-REQUIRED").isPresent()).isEqualTo(asked == 402);

        gate.facilitator.onSettle(200, "{'success':true,'transaction':'0x2'}");
        boolean blocked = reason.equals("settlement_unknown");
        assertThat(gate.pay(PATH, payment).statusCode()).isEqualTo(blocked ? 503 : 200);
        assertThat(gate.facilitator.settleCalls()).hasSize(blocked ? 1 : 2);
    }

    @Test
    void aSettlementThatTakesTooLongIsUnknown() {
        reopen(VerifierSettings.SETTLE_TIMEOUT, "300ms");
        String payment = Payments.header(Payments.v2());
        CountDownLatch settle = gate.facilitator.holdSettlements();
        HttpResponse<String> answer = gate.pay(PATH, payment);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(reason(answer)).isEqualTo("settlement_unknown");
        settle.countDown();
        assertThat(reason(gate.pay(PATH, payment))).isEqualTo("settlement_unknown");
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void aSettlementMayTakeLongerThanAVerification() {
        reopen(VerifierSettings.VERIFY_TIMEOUT, "1s");
        CountDownLatch settle = gate.facilitator.holdSettlements();
        var answer = gate.payLater(PATH, Payments.header(Payments.v2()));
        CompletableFuture.delayedExecutor(1_200, TimeUnit.MILLISECONDS).execute(settle::countDown);
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerBeyond64KilobytesIsNotRead() {
        gate.facilitator.onVerify(200, "{'isValid':true,'pad':'" + "x".repeat(70_000) + "'}");
        HttpResponse<String> answer = pay();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @Test
    void withoutAFacilitatorNothingPassesAndThePaymentMayBeTriedAgain() {
        String payment = Payments.header(Payments.v2());
        gate.facilitator.close();
        HttpResponse<String> answer = gate.pay(PATH, payment);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(reason(answer)).isEqualTo("facilitator_unreachable");
        assertThat(reason(gate.pay(PATH, payment))).isEqualTo("facilitator_unreachable");
        assertThat(gate.forwarded(PATH).statusCode()).isEqualTo(402);
    }

    @Test
    void whereTheFirstFacilitatorIsAwayTheNextOneVerifiesAndSettles() {
        try (StubFacilitator second = new StubFacilitator()) {
            String urls = gate.facilitator.url() + ", " + second.url();
            reopen(VerifierSettings.FACILITATOR, urls);
            assertThat(pay().statusCode()).isEqualTo(200);
            assertThat(second.verifyCalls()).hasSize(1);
            assertThat(second.settleCalls()).hasSize(1);
        }
    }
}

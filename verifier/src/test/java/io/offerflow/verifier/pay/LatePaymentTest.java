package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.Wallet;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.x402.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Outcomes may become known after an authorization has ended; who paid is then not asked to pay again. */
class LatePaymentTest extends OnShop {
    private static final Duration VALID = Duration.ofMinutes(5);

    private ObjectNode payment() {
        ObjectNode payment = Payments.v2();
        Payments.authorization(payment)
                .put("validBefore", "" + clock.instant().plus(VALID).getEpochSecond());
        return Payments.sign(payment);
    }

    /** The payment's outcome is unknown, and its authorization has ended. */
    private String unknown(String header) {
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        clock.forward(VALID.multipliedBy(2));
        return ledger.list(State.UNKNOWN, 10).getFirst().id();
    }

    @Test
    void anUnknownOutcomeIsNotAnsweredWithAFreshChallengeAfterTheEndEither() {
        String header = Payments.header(payment());
        unknown(header);
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
    }

    @Test
    void whatTurnsOutPaidAfterTheEndIsDeliveredOnce() {
        String header = Payments.header(payment());
        ledger.write(new Change.Settled(unknown(header), "0x1", "", null));
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(facilitator.settled).hasSize(1);
    }

    @Test
    void whatTurnsOutUnpaidMayBePaidAnew() {
        String header = Payments.header(payment());
        ledger.write(new Change.Resolved(unknown(header), State.EXPIRED, ""));
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.SETTLEMENT_REJECTED);
    }

    @Test
    void aPaymentThatComesTooLateForTheFirstTimeLeavesNoTrace() {
        String header = Payments.header(payment());
        clock.forward(VALID);
        Verdict.Denied denied = (Verdict.Denied) shop.pay(header);
        assertThat(denied.problem()).isEqualTo(Problem.PAYMENT_INVALID);
        assertThat(denied.detail()).contains("ends too soon");
        assertThat(facilitator.verified).isEmpty();
        assertThat(ledger.list(State.RESERVED, 10)).isEmpty();
        assertThat(ledger.list(State.RELEASED, 10)).isEmpty();
    }

    @Test
    void whoOnlySawAPaymentOnTheChainDoesNotGetItsDelivery() {
        ObjectNode payment = payment();
        String forged = Payments.header(Payments.sign(payment.deepCopy(), Wallet.STRANGER));
        String header = Payments.header(payment);
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        shop.pay(header);
        ledger.write(
                new Change.Settled(ledger.list(State.UNKNOWN, 10).getFirst().id(), "0x1", "", null));
        assertThat(problem(shop.pay(forged))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aContractWalletGetsItsDeliveryForTheVeryBytesItPaidWith() {
        String header = Payments.header(Payments.sign(payment(), Wallet.STRANGER));
        ledger.write(new Change.Settled(unknown(header), "0x1", "", null));
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
    }
}

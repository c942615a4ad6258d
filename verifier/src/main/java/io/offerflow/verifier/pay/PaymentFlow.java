package io.offerflow.verifier.pay;

import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.PaymentReader.MalformedException;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import io.offerflow.verifier.x402.Wire;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one payment from header to verdict. {@link #examine} costs microseconds and never blocks; {@link #carryOut} waits for the
 * facilitator and belongs on a virtual thread. Once begun it goes on when the client hangs up.
 */
public final class PaymentFlow {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentFlow.class);
    /** Any later end is the same to a ledger, and instants do not reach as far as a uint256. */
    private static final BigInteger FAR_FUTURE =
            BigInteger.valueOf(Instant.parse("9999-12-31T00:00:00Z").getEpochSecond());

    private final PaymentLedger ledger;
    private final Facilitator facilitator;
    private final InstantSource clock;

    public PaymentFlow(PaymentLedger ledger, Facilitator facilitator, InstantSource clock) {
        this.ledger = ledger;
        this.facilitator = facilitator;
        this.clock = clock;
    }

    /** A payment that passed every local check. Opaque; for {@link #carryOut} once. */
    public static final class Examined {
        private final Order order;
        private final PaymentKey key;
        private final Instant validBefore;
        private final String payer;

        private Examined(Order order, LocalChecks.Fits fits) {
            this.order = order;
            this.key = PaymentKey.of(fits.requirement(), fits.authorization());
            this.payer = fits.authorization().from();
            this.validBefore = Instant.ofEpochSecond(
                    fits.authorization().validBefore().min(FAR_FUTURE).longValueExact());
        }
    }

    /** Either a payment to carry out, or the denial. */
    public sealed interface Examination {
        record Proceed(Examined payment) implements Examination {}

        record Stop(Verdict.Denied denial) implements Examination {}
    }

    /** @param url the resource's address, as version 1 requirements carry it */
    public Examination examine(String header, Terms terms, URI facilitatorUrl, String url) {
        Payment payment;
        try {
            payment = PaymentReader.read(header);
        } catch (MalformedException malformed) {
            return new Examination.Stop(Verdict.denied(Problem.INVALID_PAYMENT_HEADER, malformed.sentence()));
        }
        return switch (LocalChecks.check(payment, terms, clock.instant())) {
            case LocalChecks.Unfit unfit -> new Examination.Stop(Verdict.denied(unfit.problem(), unfit.sentence()));
            case LocalChecks.Fits fits ->
                new Examination.Proceed(
                        new Examined(new Order(facilitatorUrl, payment, fits.requirement(), terms, url), fits));
        };
    }

    public Verdict carryOut(Examined payment) {
        return switch (ledger.reserve(payment.key, payment.validBefore)) {
            case IN_USE -> Verdict.denied(Problem.PAYMENT_IN_USE, "");
            case ALREADY_USED -> Verdict.denied(Problem.PAYMENT_ALREADY_USED, "");
            case OUTCOME_UNKNOWN -> Verdict.denied(Problem.SETTLEMENT_UNKNOWN, "");
            case FULL -> Verdict.denied(Problem.GATE_BUSY, "");
            case HELD -> held(payment);
        };
    }

    /** Whatever happens, a held key ends in a known state; a defect counts as unknown, since money may have moved. */
    private Verdict held(Examined payment) {
        try {
            return verify(payment);
        } catch (RuntimeException defect) {
            ledger.unknown(payment.key);
            throw defect;
        }
    }

    private Verdict verify(Examined payment) {
        switch (facilitator.verify(payment.order)) {
            case Verification.Invalid invalid -> {
                ledger.release(payment.key);
                return Verdict.denied(Problem.PAYMENT_INVALID, invalid.reason());
            }
            case Verification.Unavailable unavailable -> {
                ledger.release(payment.key);
                return unavailable("verify", payment, unavailable.reached(), unavailable.detail());
            }
            case Verification.Valid valid -> {
                if (payment.order.terms().settles()) {
                    return settle(payment);
                }
                ledger.used(payment.key);
                return new Verdict.Passed(payment.payer, Optional.empty());
            }
        }
    }

    private Verdict settle(Examined payment) {
        switch (facilitator.settle(payment.order)) {
            case Settlement.Settled settled -> {
                ledger.used(payment.key);
                return new Verdict.Passed(
                        payment.payer, Optional.of(receipt(payment, true, settled.transaction(), "")));
            }
            case Settlement.Rejected rejected -> {
                ledger.release(payment.key);
                return new Verdict.Denied(
                        Problem.SETTLEMENT_REJECTED,
                        rejected.reason(),
                        Optional.of(receipt(payment, false, "", rejected.reason())));
            }
            case Settlement.NotTaken notTaken -> {
                ledger.release(payment.key);
                return unavailable("settle", payment, notTaken.reached(), notTaken.detail());
            }
            case Settlement.Unknown unknown -> {
                ledger.unknown(payment.key);
                LOG.error(
                        "settling on {} ended without a known outcome ({}); the payment stays blocked",
                        payment.order.facilitator().getHost(),
                        unknown.detail());
                return new Verdict.Denied(
                        Problem.SETTLEMENT_UNKNOWN,
                        "",
                        Optional.of(receipt(payment, false, unknown.transaction(), "settlement_unknown")));
            }
        }
    }

    private static Verdict unavailable(String operation, Examined payment, boolean reached, String detail) {
        LOG.warn("facilitator {} gave no {}: {}", payment.order.facilitator().getHost(), operation, detail);
        return Verdict.denied(reached ? Problem.FACILITATOR_ERROR : Problem.FACILITATOR_UNREACHABLE, "");
    }

    private static Receipt receipt(Examined payment, boolean success, String transaction, String reason) {
        String network = Wire.network(payment.order.payment().version(), payment.order.requirement());
        return new Receipt(success, transaction, network, payment.payer, reason);
    }
}

package io.offerflow.verifier.pay;

import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Reading;
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
    private final PayerCheck payers;
    private final InstantSource clock;

    public PaymentFlow(PaymentLedger ledger, Facilitator facilitator, PayerCheck payers, InstantSource clock) {
        this.ledger = ledger;
        this.facilitator = facilitator;
        this.payers = payers;
        this.clock = clock;
    }

    /** A payment that passed every check but the signature's. Opaque; for {@link #carryOut} once. */
    public static final class Examined {
        private final Order order;
        private final LocalChecks.Fits fits;
        private final PaymentKey key;
        private final Instant validBefore;
        private final String payer;

        private Examined(Order order, LocalChecks.Fits fits) {
            this.order = order;
            this.fits = fits;
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
        return switch (PaymentReader.read(header)) {
            case Reading.Malformed malformed ->
                new Examination.Stop(Verdict.denied(
                        malformed.flaw().problem(), malformed.flaw().detail()));
            case Reading.Read read -> examine(read.payment(), terms, facilitatorUrl, url);
        };
    }

    private Examination examine(Payment payment, Terms terms, URI facilitatorUrl, String url) {
        return switch (LocalChecks.check(payment, terms, clock.instant())) {
            case LocalChecks.Unfit unfit -> new Examination.Stop(Verdict.denied(unfit.problem(), unfit.sentence()));
            case LocalChecks.Fits fits ->
                new Examination.Proceed(
                        new Examined(new Order(facilitatorUrl, payment, fits.requirement(), terms, url), fits));
        };
    }

    /** The signature is checked before the reservation, so that nobody reserves a payment that he has only seen. */
    public Verdict carryOut(Examined payment) {
        PayerProof proof = payers.proof(payment.fits);
        if (proof instanceof PayerProof.Disproven disproven) {
            return Verdict.denied(disproven.flaw().problem(), disproven.flaw().detail());
        }
        return switch (ledger.reserve(payment.key, payment.validBefore)) {
            case IN_USE -> Verdict.denied(Problem.PAYMENT_IN_USE, "");
            case ALREADY_USED -> Verdict.denied(Problem.PAYMENT_ALREADY_USED, "");
            case OUTCOME_UNKNOWN -> Verdict.denied(Problem.SETTLEMENT_UNKNOWN, "");
            case FULL -> Verdict.denied(Problem.GATE_BUSY, "");
            case HELD -> held(payment, proof);
        };
    }

    /** Whatever happens, a held key ends in a known state; a defect counts as unknown, since money may have moved. */
    private Verdict held(Examined payment, PayerProof proof) {
        try {
            return verify(payment, proof);
        } catch (RuntimeException defect) {
            ledger.unknown(payment.key);
            throw defect;
        }
    }

    private Verdict verify(Examined payment, PayerProof proof) {
        switch (payers.within(proof, () -> facilitator.verify(payment.order), Verification.Busy::new)) {
            case Verification.Invalid invalid -> {
                ledger.release(payment.key);
                return Verdict.denied(Problem.ofInvalid(invalid.reason()), invalid.reason());
            }
            case Verification.Busy busy -> {
                ledger.release(payment.key);
                return Verdict.denied(Problem.GATE_BUSY, "");
            }
            case Verification.Unavailable unavailable -> {
                ledger.release(payment.key);
                return unavailable("verify", payment.order, unavailable.reached(), unavailable.detail());
            }
            case Verification.Valid valid -> {
                if (payment.order.terms().settles()) {
                    return settle(payment, payment.order.at(valid.facilitator()));
                }
                ledger.used(payment.key);
                return new Verdict.Passed(payment.payer, Optional.empty());
            }
        }
    }

    private Verdict settle(Examined payment, Order order) {
        switch (facilitator.settle(order)) {
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
                return unavailable("settle", order, notTaken.reached(), notTaken.detail());
            }
            case Settlement.Unknown unknown -> {
                ledger.unknown(payment.key);
                LOG.error(
                        "settling on {} ended without a known outcome ({}); the payment stays blocked",
                        order.facilitator().getHost(),
                        unknown.detail());
                return new Verdict.Denied(
                        Problem.SETTLEMENT_UNKNOWN,
                        "",
                        Optional.of(receipt(payment, false, unknown.transaction(), "settlement_unknown")));
            }
        }
    }

    private static Verdict unavailable(String operation, Order order, boolean reached, String detail) {
        LOG.warn("facilitator {} gave no {}: {}", order.facilitator().getHost(), operation, detail);
        return Verdict.denied(reached ? Problem.FACILITATOR_ERROR : Problem.FACILITATOR_UNREACHABLE, "");
    }

    private static Receipt receipt(Examined payment, boolean success, String transaction, String reason) {
        String network = Wire.network(payment.order.payment().version(), payment.order.requirement());
        return new Receipt(success, transaction, network, payment.payer, reason);
    }
}

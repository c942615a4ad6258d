package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.LedgerUnavailableException;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.Reservation;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.ledger.SettleOrder;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.ledger.Written;
import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one payment: reserve, verify, settle, each written before the next. Where the ledger does not confirm a step, the
 * next is not taken; where money may have moved, the end is open, whatever else fails.
 */
final class PaymentSteps {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentSteps.class);
    /** Facilitators refuse a payment that ends within this time. */
    private static final Duration SETTLING = Duration.ofSeconds(6);

    private final PaymentLedger ledger;
    private final Facilitator facilitator;
    private final PayerCheck payers;
    private final FlowLimits limits;
    private final LastWord lastWord;
    private final InstantSource clock;

    /** Who has a say in a payment. */
    record Partners(PaymentLedger ledger, Facilitator facilitator, PayerCheck payers, InstantSource clock) {}

    PaymentSteps(Partners partners, FlowLimits limits) {
        this.ledger = partners.ledger();
        this.facilitator = partners.facilitator();
        this.payers = partners.payers();
        this.clock = partners.clock();
        this.limits = limits;
        this.lastWord = new LastWord(ledger, limits.ledgerRetry());
    }

    /** All steps. May return after the run has been finished, when only the ledger still had to be told. */
    End take(PaymentRun run, Seller seller) {
        Optional<Flaw> over = run.payment().fits().over();
        return over.isPresent() ? remembered(run, over.get()) : reserve(run, seller);
    }

    /** Too late to take money; but when it was taken in time, or may have been, a new payment would be a second one. */
    private End remembered(PaymentRun run, Flaw flaw) {
        try {
            return ledger.find(run.payment().key())
                    .filter(payment -> payment.state() != State.RELEASED)
                    .map(payment -> known(run, payment))
                    .orElseGet(() -> new End.Refused(flaw.problem(), flaw.detail(), false));
        } catch (LedgerUnavailableException away) {
            return refused(Problem.LEDGER_UNAVAILABLE);
        }
    }

    private End reserve(PaymentRun run, Seller seller) {
        return switch (ledger.reserve(
                run.payment().intent(seller),
                limits.reservationLease().plus(run.work().atMost()))) {
            case Reservation.Held held -> {
                run.reserved(held.id());
                yield held(run);
            }
            case Reservation.Known known -> known(run, known.payment());
            case Reservation.IdentifierTaken taken -> refused(Problem.PAYMENT_IDENTIFIER_CONFLICT);
            case Reservation.Full full -> refused(Problem.GATE_BUSY);
            case Reservation.Unavailable unavailable -> refused(Problem.LEDGER_UNAVAILABLE);
        };
    }

    private End known(PaymentRun run, PaymentRecord payment) {
        run.reserved(payment.id());
        return switch (payment.state()) {
            // Another replica works on it, or worked on it and its lease has not ended.
            case RESERVED, VERIFIED, SETTLING -> refused(Problem.PAYMENT_IN_USE);
            case SETTLED ->
                payment.delivered() || !samePayer(run, payment)
                        ? new End.Spent(payment.id(), payment.transaction())
                        : deliver(run, payment.id(), payment.transaction());
            case USED -> refused(Problem.PAYMENT_ALREADY_USED);
            case UNKNOWN, UNRESOLVED -> new End.Open(payment.id(), payment.transaction());
            case FAILED, EXPIRED -> new End.Refused(Problem.SETTLEMENT_REJECTED, payment.detail(), true);
            // The ledger takes a released one over instead of knowing it.
            case RELEASED -> refused(Problem.PAYMENT_IN_USE);
        };
    }

    /** A signature that the gate cannot check proves nothing: who saw a nonce on the chain can bring one. The first one's bytes do. */
    private static boolean samePayer(PaymentRun run, PaymentRecord payment) {
        return run.proof() instanceof PayerProof.Proven
                || run.payment().digest().equals(payment.digest());
    }

    /** A payment that turned out paid when nobody waited: whoever presents it now gets what it bought. */
    private End deliver(PaymentRun run, String id, String transaction) {
        Optional<Ticket> winner = run.choose();
        if (winner.isEmpty()) {
            return new End.Paid(id, transaction, null);
        }
        return switch (ledger.write(new Change.Delivered(id, run.name()))) {
            case DONE -> new End.Paid(id, transaction, winner.get());
            case STALE, TRANSACTION_TAKEN -> new End.Spent(id, transaction);
            case UNAVAILABLE -> {
                run.finish(new End.Open(id, transaction));
                lastWord.takeBack(id, run.name());
                yield new End.Open(id, transaction);
            }
        };
    }

    private End held(PaymentRun run) {
        try {
            return verify(run);
        } catch (RuntimeException defect) {
            // Whichever of the two fits: before the settle call nothing can have been taken, afterwards it can.
            if (ledger.write(new Change.Unknown(run.id(), "", "a defect of the gate")) == Written.STALE) {
                ledger.write(new Change.Released(run.id()));
            }
            throw defect;
        }
    }

    private End verify(PaymentRun run) {
        Supplier<Verification> call = () -> facilitator.verify(run.payment().order());
        return switch (payers.within(run.proof(), call, Verification.Busy::new)) {
            case Verification.Invalid invalid -> {
                ledger.write(new Change.Released(run.id()));
                yield new End.Refused(Problem.ofInvalid(invalid.reason()), invalid.reason(), false);
            }
            case Verification.Busy busy -> {
                ledger.write(new Change.Released(run.id()));
                yield refused(Problem.GATE_BUSY);
            }
            case Verification.Unavailable unavailable -> {
                ledger.write(new Change.Released(run.id()));
                yield unavailable("verify", run.payment().order(), unavailable.reached(), unavailable.detail());
            }
            case Verification.Valid valid -> fulfil(run, valid);
        };
    }

    /** Work may take minutes, so it is written down first; a reservation that was lost meanwhile is noticed before it. */
    private End fulfil(PaymentRun run, Verification.Valid valid) {
        if (run.work() != Fulfilment.NONE) {
            Written written = ledger.write(new Change.Verified(run.id()));
            Problem problem = written == Written.UNAVAILABLE ? Problem.LEDGER_UNAVAILABLE : Problem.PAYMENT_IN_USE;
            if (written != Written.DONE || !run.work().delivers(payable(run))) {
                ledger.write(new Change.Released(run.id()));
                return refused(written == Written.DONE ? Problem.UPSTREAM_FAILED : problem);
            }
        }
        return run.payment().order().terms().settles()
                ? beginSettling(run, run.payment().order().at(valid.facilitator()))
                : useUp(run);
    }

    private Duration payable(PaymentRun run) {
        return Duration.between(clock.instant(), run.payment().validBefore()).minus(SETTLING);
    }

    private End useUp(PaymentRun run) {
        Optional<Ticket> winner = run.choose();
        Written written = winner.isPresent() ? ledger.write(new Change.Used(run.id())) : Written.STALE;
        if (written == Written.DONE) {
            return new End.Checked(winner.orElse(null));
        }
        ledger.write(new Change.Released(run.id()));
        return refused(written == Written.UNAVAILABLE ? Problem.LEDGER_UNAVAILABLE : Problem.PAYMENT_IN_USE);
    }

    /** No money moves when everybody has given up before it could. */
    private End beginSettling(PaymentRun run, Order order) {
        if (!run.awaited()) {
            ledger.write(new Change.Released(run.id()));
            return refused(Problem.GATE_BUSY);
        }
        SettleOrder body = new SettleOrder(order.facilitator(), new String(order.body(), StandardCharsets.UTF_8));
        Written written = ledger.write(new Change.Settling(run.id(), body, limits.settleLease()));
        if (written != Written.DONE) {
            // Not confirmed, so the call is not made; should it stand there after all, its lease makes it a question
            // for the chain.
            ledger.write(new Change.Released(run.id()));
            return refused(Problem.LEDGER_UNAVAILABLE);
        }
        return settle(run, order);
    }

    private End settle(PaymentRun run, Order order) {
        return switch (facilitator.settle(order)) {
            case Settlement.Settled settled -> settled(run, settled.transaction());
            case Settlement.Rejected rejected -> {
                ledger.write(new Change.Released(run.id()));
                yield new End.Refused(Problem.SETTLEMENT_REJECTED, rejected.reason(), true);
            }
            case Settlement.NotTaken notTaken -> {
                ledger.write(new Change.Released(run.id()));
                yield unavailable("settle", order, notTaken.reached(), notTaken.detail());
            }
            case Settlement.Unknown unknown -> open(run, unknown.transaction(), unknown.detail());
        };
    }

    private End settled(PaymentRun run, String transaction) {
        Ticket winner = run.choose().orElse(null);
        String delivery = winner == null ? null : run.name();
        return switch (ledger.write(new Change.Settled(run.id(), transaction, "", delivery))) {
            case DONE -> new End.Paid(run.id(), transaction, winner);
            case TRANSACTION_TAKEN -> open(run, transaction, "the transaction credits another payment");
            case STALE -> reported(run, transaction, winner);
            case UNAVAILABLE -> {
                run.finish(new End.Open(run.id(), transaction));
                lastWord.settled(run.id(), transaction, run.name());
                yield new End.Open(run.id(), transaction);
            }
        };
    }

    /** The outcome was reported to the ledger while the call was under way. */
    private End reported(PaymentRun run, String transaction, @Nullable Ticket winner) {
        boolean ours = winner != null && ledger.write(new Change.Delivered(run.id(), run.name())) == Written.DONE;
        return ours ? new End.Paid(run.id(), transaction, winner) : new End.Open(run.id(), transaction);
    }

    private End open(PaymentRun run, String transaction, String detail) {
        LOG.error(
                "settling {} on {} ended without a known outcome ({}); the payment stays blocked",
                run.id(),
                run.payment().order().facilitator().getHost(),
                detail);
        // Not confirmed is enough: a row that stays in settling becomes unknown when its lease ends.
        ledger.write(new Change.Unknown(run.id(), transaction, detail));
        return new End.Open(run.id(), transaction);
    }

    private static End refused(Problem problem) {
        return new End.Refused(problem, "", false);
    }

    private static End unavailable(String operation, Order order, boolean reached, String detail) {
        LOG.warn("facilitator {} gave no {}: {}", order.facilitator().getHost(), operation, detail);
        return refused(reached ? Problem.FACILITATOR_ERROR : Problem.FACILITATOR_UNREACHABLE);
    }
}

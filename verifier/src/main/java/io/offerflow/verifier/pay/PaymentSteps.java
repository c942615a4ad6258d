package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.Reservation;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.ledger.SettleOrder;
import io.offerflow.verifier.ledger.Written;
import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.pay.PayerCheck.Turn;
import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
    private final KnownPayments known;
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
        this.known = new KnownPayments(ledger, payers, lastWord);
    }

    /** All steps. May return after the run has been finished, when only the ledger still had to be told. */
    End take(PaymentRun run, Seller seller) {
        Optional<Flaw> over = run.payment().fits().over();
        return over.isPresent() ? known.recall(run, seller, over.get()) : inTurn(run, seller);
    }

    /** Before anything is written: a forgery must not cost a row each. */
    private End inTurn(PaymentRun run, Seller seller) {
        Optional<Turn> turn = payers.turn(run.proof());
        if (turn.isEmpty()) {
            return refused(Problem.GATE_BUSY);
        }
        try (Turn mine = turn.get()) {
            return reserve(run, seller, mine);
        }
    }

    private End reserve(PaymentRun run, Seller seller, Turn turn) {
        return switch (ledger.reserve(
                run.payment().intent(seller),
                limits.reservationLease().plus(run.work().atMost()))) {
            case Reservation.Held held -> {
                run.reserved(held.id());
                yield held(run, turn);
            }
            case Reservation.Known before -> known.known(run, before.payment());
            case Reservation.IdentifierTaken taken -> refused(Problem.PAYMENT_IDENTIFIER_CONFLICT);
            case Reservation.Full full -> refused(Problem.GATE_BUSY);
            case Reservation.Unavailable unavailable -> refused(Problem.LEDGER_UNAVAILABLE);
        };
    }

    private End held(PaymentRun run, Turn turn) {
        try {
            return verify(run, turn);
        } catch (RuntimeException | Error defect) {
            // Whichever of the two fits: before the settle call nothing can have been taken, afterwards it can.
            if (ledger.write(new Change.Unknown(run.id(), "", "a defect of the gate")) == Written.STALE) {
                run.payment().claim().giveBack();
                ledger.write(new Change.Released(run.id()));
            }
            throw defect;
        }
    }

    private End verify(PaymentRun run, Turn turn) {
        Order order = run.payment().order();
        Verification verification = facilitator.verify(order);
        turn.leave();
        return switch (verification) {
            case Verification.Invalid invalid ->
                release(run, new End.Refused(Problem.ofInvalid(invalid.reason()), invalid.reason(), false));
            case Verification.Busy busy -> release(run, refused(Problem.GATE_BUSY));
            case Verification.Unavailable unavailable ->
                release(run, unavailable("verify", order, unavailable.reached(), unavailable.detail()));
            case Verification.Valid valid -> claim(run, valid);
        };
    }

    private End claim(PaymentRun run, Verification.Valid valid) {
        Claim claim = run.payment().claim();
        if (!claim.take()) {
            return release(run, new End.Refused(Flaw.NO_MATCH.problem(), Flaw.NO_MATCH.detail(), false));
        }
        End end = fulfil(run, valid);
        if (end instanceof End.Refused) {
            claim.giveBack();
        }
        return end;
    }

    /** Work may take minutes, so it is written down first; a reservation that was lost meanwhile is noticed before it. */
    private End fulfil(PaymentRun run, Verification.Valid valid) {
        if (run.work() != Fulfilment.NONE) {
            Written written = ledger.write(new Change.Verified(run.id()));
            if (written != Written.DONE) {
                return release(run, notWritten(written));
            }
            if (!run.work().delivers(payable(run))) {
                return release(run, refused(Problem.UPSTREAM_FAILED));
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
        return release(run, notWritten(written));
    }

    /** No money moves when everybody has given up before it could. */
    private End beginSettling(PaymentRun run, Order order) {
        if (!run.awaited()) {
            return release(run, refused(Problem.GATE_BUSY));
        }
        SettleOrder body = new SettleOrder(order.facilitator(), new String(order.body(), StandardCharsets.UTF_8));
        Written written = ledger.write(new Change.Settling(run.id(), body, limits.settleLease()));
        if (written != Written.DONE) {
            // Not confirmed, so the call is not made; should it stand there after all, its lease makes it a question
            // for the chain.
            return written == Written.UNAVAILABLE
                    ? takeBack(run, notWritten(written))
                    : release(run, notWritten(written));
        }
        return settle(run, order);
    }

    private End settle(PaymentRun run, Order order) {
        return switch (facilitator.settle(order)) {
            case Settlement.Settled settled -> settled(run, settled.transaction());
            case Settlement.Rejected rejected ->
                takeBack(run, new End.Refused(Problem.SETTLEMENT_REJECTED, rejected.reason(), true));
            case Settlement.NotTaken notTaken ->
                takeBack(run, unavailable("settle", order, notTaken.reached(), notTaken.detail()));
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

    /** Before the settle call. Where the reservation was lost, somebody else may be at that call by now. */
    private End release(PaymentRun run, End told) {
        return ledger.write(new Change.Released(run.id())) == Written.STALE ? new End.InUse("") : told;
    }

    /**
     * From the settling step on. Where the release is not confirmed the buyer is not told that nothing was taken: the ledger may know another
     * outcome, or ask the chain for it once the lease has ended, and would refuse him what he was promised.
     */
    private End takeBack(PaymentRun run, End told) {
        End open = new End.Open(run.id(), "");
        return switch (ledger.write(new Change.Released(run.id()))) {
            case DONE -> told;
            case STALE, TRANSACTION_TAKEN -> open;
            case UNAVAILABLE -> {
                run.finish(open);
                lastWord.released(run.id());
                yield open;
            }
        };
    }

    private static End notWritten(Written written) {
        return written == Written.UNAVAILABLE ? refused(Problem.LEDGER_UNAVAILABLE) : new End.InUse("");
    }

    private static End refused(Problem problem) {
        return new End.Refused(problem, "", false);
    }

    private static End unavailable(String operation, Order order, boolean reached, String detail) {
        LOG.warn("facilitator {} gave no {}: {}", order.facilitator().getHost(), operation, detail);
        return refused(reached ? Problem.FACILITATOR_ERROR : Problem.FACILITATOR_UNREACHABLE);
    }
}

package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.LedgerUnavailableException;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.PayerCheck.Turn;
import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Problem;
import java.util.Optional;

/** What becomes of a payment that the ledger knows already: no money moves for it here. */
final class KnownPayments {
    private final PaymentLedger ledger;
    private final PayerCheck payers;
    private final LastWord lastWord;

    KnownPayments(PaymentLedger ledger, PayerCheck payers, LastWord lastWord) {
        this.ledger = ledger;
        this.payers = payers;
        this.lastWord = lastWord;
    }

    /** No money can move any more; but when it was taken before, or may have been, a new payment would be a second one. */
    End recall(PaymentRun run, Seller seller, Flaw flaw) {
        Optional<Turn> turn = payers.turn(run.proof());
        if (turn.isEmpty()) {
            return new End.Refused(Problem.GATE_BUSY, "", false);
        }
        try {
            Optional<PaymentRecord> known = ledger.find(run.payment().key());
            turn.get().leave();
            return known.filter(payment -> payment.state() != State.RELEASED)
                    .map(payment -> recalled(run, seller, payment))
                    .orElseGet(() -> new End.Refused(flaw.problem(), flaw.detail(), false));
        } catch (LedgerUnavailableException away) {
            return new End.Refused(Problem.LEDGER_UNAVAILABLE, "", false);
        } finally {
            turn.get().leave();
        }
    }

    /**
     * Paid before the terms changed, or for something else: the ledger does not say which. What it paid for is delivered where it covers what
     * is asked here now; else it stays open, for neither may a small payment buy something dear nor is anybody to pay twice.
     */
    private End recalled(PaymentRun run, Seller seller, PaymentRecord payment) {
        boolean undelivered = payment.state() == State.SETTLED && !payment.delivered();
        if (undelivered && run.payment().foreign() && !run.payment().covers(payment, seller)) {
            return new End.Open(payment.id(), payment.transaction());
        }
        return known(run, payment);
    }

    End known(PaymentRun run, PaymentRecord payment) {
        run.reserved(payment.id());
        return switch (payment.state()) {
            // Another replica works on it, or worked on it and its lease has not ended.
            case RESERVED, VERIFIED, SETTLING -> new End.InUse(samePayer(run, payment) ? payment.id() : "");
            case SETTLED ->
                payment.delivered() || !samePayer(run, payment)
                        ? new End.Spent(payment.id(), payment.transaction())
                        : deliver(run, payment.id(), payment.transaction());
            case USED -> new End.Refused(Problem.PAYMENT_ALREADY_USED, "", false);
            case UNKNOWN, UNRESOLVED -> new End.Open(payment.id(), payment.transaction());
            case FAILED, EXPIRED -> new End.Refused(Problem.SETTLEMENT_REJECTED, payment.detail(), true);
            // The ledger takes a released one over instead of knowing it.
            case RELEASED -> new End.InUse("");
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
}

package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.LedgerUnavailableException;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.PayerCheck.Turn;
import io.offerflow.verifier.x402.Flaw;
import io.offerflow.verifier.x402.Problem;
import java.util.Optional;

/** Whether a payment can buy anything, as far as it can be known before anything is spent on it or written down. */
final class Prospect {
    private final PaymentLedger ledger;
    private final PayerCheck payers;

    Prospect(PaymentLedger ledger, PayerCheck payers) {
        this.ledger = ledger;
        this.payers = payers;
    }

    /** Blocks. Why it cannot; empty where it may, which the payment's run decides. */
    Optional<Verdict.Denied> hopeless(Examined payment, PayerProof proof) {
        if (proof instanceof PayerProof.Disproven disproven) {
            return Optional.of(
                    Verdict.denied(disproven.flaw().problem(), disproven.flaw().detail()));
        }
        return payment.fits().over().flatMap(flaw -> neverTaken(payment, proof, flaw));
    }

    /** No money can move for it any more, so it can only have bought something before. */
    private Optional<Verdict.Denied> neverTaken(Examined payment, PayerProof proof, Flaw flaw) {
        Optional<Turn> turn = payers.turn(proof);
        if (turn.isEmpty()) {
            return Optional.of(Verdict.denied(Problem.GATE_BUSY, ""));
        }
        try (Turn mine = turn.get()) {
            boolean known = ledger.find(payment.key())
                    .filter(found -> found.state() != State.RELEASED)
                    .isPresent();
            mine.leave();
            return known ? Optional.empty() : Optional.of(Verdict.denied(flaw.problem(), flaw.detail()));
        } catch (LedgerUnavailableException away) {
            return Optional.of(Verdict.denied(Problem.LEDGER_UNAVAILABLE, ""));
        }
    }
}

package io.offerflow.verifier.pay;

import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.util.Optional;

/**
 * What each of those who wait for a run is told. One passes; the others get the same receipt with {@code payment_already_used}, so that they
 * know that their money moved once and bought one request.
 */
final class Verdicts {
    private static final String UNKNOWN = "settlement_unknown";

    private Verdicts() {}

    static Verdict of(End end, Ticket ticket, Examined presented) {
        return switch (end) {
            case End.Paid paid ->
                paid.winner() == ticket
                        ? new Verdict.Passed(
                                presented.payer(),
                                Optional.of(presented.receipt(true, paid.transaction(), "")),
                                Optional.of(paid.id()))
                        : paid.winner() == null
                                ? open(presented, paid.id(), paid.transaction())
                                : spent(presented, paid.id(), paid.transaction());
            case End.Checked checked ->
                checked.winner() == ticket
                        ? new Verdict.Passed(presented.payer(), Optional.empty(), Optional.empty())
                        : Verdict.denied(Problem.PAYMENT_ALREADY_USED, "");
            case End.Spent spent -> spent(presented, spent.id(), spent.transaction());
            case End.Open open -> open(presented, open.id(), open.transaction());
            case End.InUse inUse ->
                new Verdict.Denied(
                        Problem.PAYMENT_IN_USE,
                        "",
                        Optional.empty(),
                        Optional.of(inUse.id()).filter(id -> !id.isEmpty()));
            case End.Refused refused -> refused(presented, refused);
        };
    }

    private static Verdict spent(Examined presented, String id, String transaction) {
        return new Verdict.Denied(
                Problem.PAYMENT_ALREADY_USED,
                "",
                Optional.of(presented.receipt(true, transaction, "")),
                Optional.of(id));
    }

    private static Verdict open(Examined presented, String id, String transaction) {
        return new Verdict.Denied(
                Problem.SETTLEMENT_UNKNOWN,
                "",
                Optional.of(presented.receipt(false, transaction, UNKNOWN)),
                Optional.of(id).filter(known -> !known.isEmpty()));
    }

    private static Verdict refused(Examined presented, End.Refused refused) {
        Optional<Receipt> receipt =
                refused.rejected() ? Optional.of(presented.receipt(false, "", refused.reason())) : Optional.empty();
        return new Verdict.Denied(refused.problem(), refused.reason(), receipt);
    }
}

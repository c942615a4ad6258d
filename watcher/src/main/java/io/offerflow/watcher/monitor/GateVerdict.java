package io.offerflow.watcher.monitor;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.route.Route;
import java.util.List;
import java.util.Optional;

/** What the replicas' words come to for one offer. */
final class GateVerdict {
    /** Every replica that answers serves exactly this route. */
    static final String SERVED = Reason.Reconciled.name();

    private GateVerdict() {}

    /**
     * The reason that PaymentGateReady would carry: {@link #SERVED}, a replica's reason of refusal, or what it waits for. Empty when no
     * replica answers, which says nothing: the stored word stays.
     *
     * @param replicas one word for each ready replica; empty for one that does not answer
     */
    static Optional<String> of(Route wanted, List<Optional<GateReport>> replicas) {
        if (replicas.isEmpty()) {
            return Optional.of(Reason.WaitingForGateway.name());
        }
        List<GateReport> words = replicas.stream().flatMap(Optional::stream).toList();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> refusal = words.stream()
                .filter(word -> refused(word) && wanted.uid().equals(word.uid()))
                .map(word -> word.state() == GateReport.State.Conflict ? Reason.PathConflict : Reason.Quarantined)
                .map(Reason::name)
                .findFirst();
        if (refusal.isPresent()) {
            return refusal;
        }
        return Optional.of(
                words.stream().allMatch(word -> serves(word, wanted)) ? SERVED : Reason.WaitingForPaymentGate.name());
    }

    private static boolean refused(GateReport word) {
        return word.state() == GateReport.State.Quarantined || word.state() == GateReport.State.Conflict;
    }

    private static boolean serves(GateReport word, Route wanted) {
        return word.state() == GateReport.State.Served
                && wanted.uid().equals(word.uid())
                && wanted.digest().equals(word.digest());
    }
}

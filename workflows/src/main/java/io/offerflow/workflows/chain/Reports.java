package io.offerflow.workflows.chain;

import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.chain.IntentReport.Attempted;
import io.offerflow.workflows.chain.IntentReport.Inclusion;
import io.offerflow.workflows.chain.IntentReport.State;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells how intents stand, in words and values for those outside. */
final class Reports {
    private final BigInteger chainId;
    private final AccountState state;
    private final Policy policy;

    Reports(BigInteger chainId, AccountState state, Policy policy) {
        this.chainId = chainId;
        this.state = state;
        this.policy = policy;
    }

    List<IntentReport> all() {
        return state.intents().stream().map(this::of).toList();
    }

    @Nullable
    IntentReport find(String id) {
        Tracked tracked = state.intent(id);
        return tracked == null ? null : of(tracked);
    }

    private IntentReport of(Tracked tracked) {
        return switch (Standing.of(state, tracked, policy)) {
            case Standing.Waits waits ->
                report(tracked, State.WAITING, waits.reason(), waits.reason().sentence(), waits.detail(), waits.hash());
            case Standing.Confirmed confirmed ->
                included(tracked, State.CONFIRMED, "took effect, waits to be final", confirmed.receipt());
            case Standing.Ended ended -> ended(tracked, ended.end());
        };
    }

    private IntentReport ended(Tracked tracked, IntentState end) {
        return switch (end) {
            case IntentState.Done done -> included(tracked, State.DONE, "took effect", done.receipt());
            case IntentState.Adopted adopted -> adopted(tracked, adopted.finding());
            case IntentState.Failed failed ->
                report(tracked, State.FAILED, failed.reason(), failed.reason().sentence(), failed.detail(), null);
            case IntentState.Cancelled ignored -> report(tracked, State.CANCELLED, null, "cancelled", "", null);
            case IntentState.Queued ignored -> throw new IllegalArgumentException("not ended");
            case IntentState.InFlight ignored -> throw new IllegalArgumentException("not ended");
        };
    }

    private IntentReport included(Tracked tracked, State as, String sentence, Receipt receipt) {
        BigInteger head = state.head() == null ? receipt.block() : state.head().block();
        Inclusion inclusion = new Inclusion(receipt.block(), receipt.blockHash(), receipt.depth(head), receipt.logs());
        String where = "block " + receipt.block();
        IntentReport plain = report(tracked, as, null, sentence, where, receipt.hash());
        return new IntentReport(
                plain.id(),
                as,
                null,
                plain.sentence(),
                plain.nonce(),
                plain.hash(),
                plain.link(),
                inclusion,
                null,
                plain.attempts());
    }

    private IntentReport adopted(Tracked tracked, Finding finding) {
        String sentence = "was there before, as id " + finding.agentId()
                + (finding.duplicates().isEmpty() ? "" : "; there are others too: " + finding.duplicates());
        return new IntentReport(
                tracked.intent().id(), State.ADOPTED, null, sentence, null, null, null, null, finding, List.of());
    }

    private IntentReport report(
            Tracked tracked, State as, @Nullable Reason reason, String sentence, String detail, @Nullable String hash) {
        Slot slot = tracked.state() instanceof IntentState.InFlight flight
                ? Objects.requireNonNull(state.slot(flight.nonce()))
                : null;
        return new IntentReport(
                tracked.intent().id(),
                as,
                reason == null ? null : reason.name(),
                detail.isEmpty() ? sentence : sentence + " (" + detail + ")",
                slot == null ? null : slot.nonce(),
                hash,
                explorer(hash),
                null,
                null,
                slot == null
                        ? List.of()
                        : slot.attempts().stream().map(Reports::attempted).toList());
    }

    private @Nullable String explorer(@Nullable String hash) {
        return hash == null ? null : RegistryChain.of(chainId).explorer(hash).orElse(null);
    }

    private static Attempted attempted(Attempt attempt) {
        return new Attempted(
                attempt.hash(),
                attempt.fees().cap(),
                attempt.fees().tip(),
                attempt.first(),
                attempt.kind() == Attempt.Kind.NOOP);
    }
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A nonce and everything that was signed for it.
 *
 * @param gasLimit of calls
 * @param waiting what keeps it from going on; null when nothing does
 * @param toldFee wei per gas that is told as long as nothing is signed; null in states of versions that told none
 */
record Slot(
        BigInteger nonce,
        String intentId,
        BigInteger gasLimit,
        List<Attempt> attempts,
        SlotState state,
        @Nullable Waiting waiting,
        @Nullable BigInteger toldFee) {

    static Slot reserved(BigInteger nonce, String intentId, BigInteger gasLimit, BigInteger toldFee) {
        return new Slot(nonce, intentId, gasLimit, List.of(), new SlotState.Reserved(), null, toldFee);
    }

    Slot in(SlotState next) {
        return new Slot(nonce, intentId, gasLimit, attempts, next, waiting, toldFee);
    }

    Slot waiting(@Nullable Waiting why) {
        return new Slot(nonce, intentId, gasLimit, attempts, state, why, toldFee);
    }

    Slot signed(Attempt attempt) {
        List<Attempt> more = Stream.concat(attempts.stream().map(Attempt::outdated), Stream.of(attempt))
                .toList();
        SlotState next = state instanceof SlotState.Reserved ? new SlotState.Signed() : state;
        return new Slot(nonce, intentId, gasLimit, more, next, null, toldFee);
    }

    /** The newest attempt is handed over. */
    Slot offered(Instant now) {
        Attempt newest = attempts.getLast().offered(now);
        List<Attempt> all = Stream.concat(attempts.stream().limit(attempts.size() - 1L), Stream.of(newest))
                .toList();
        return new Slot(nonce, intentId, gasLimit, all, new SlotState.Broadcast(), waiting, toldFee);
    }

    /** Back from a block: the newest attempt is handed over again. */
    Slot reopened(Instant now) {
        List<Attempt> all = attempts.stream().map(attempt -> attempt.again(now)).toList();
        return new Slot(nonce, intentId, gasLimit, all, new SlotState.Broadcast(), waiting, toldFee);
    }

    @Nullable
    Attempt newest() {
        return attempts.isEmpty() ? null : attempts.getLast();
    }

    @Nullable
    Attempt attempt(String hash) {
        return attempts.stream()
                .filter(attempt -> attempt.hash().equals(hash))
                .findFirst()
                .orElse(null);
    }

    /** Whether bytes of it may be on the chain or in a pool. */
    boolean everOffered() {
        return attempts.stream().anyMatch(attempt -> attempt.first() != null);
    }

    int count(Attempt.Kind kind) {
        return (int) attempts.stream().filter(attempt -> attempt.kind() == kind).count();
    }

    /** Not known to be used by anybody. */
    boolean open() {
        return switch (state) {
            case SlotState.Reserved ignored -> true;
            case SlotState.Signed ignored -> true;
            case SlotState.Broadcast ignored -> true;
            case SlotState.Mined ignored -> false;
            case SlotState.Replaced ignored -> false;
        };
    }

    /** In a block, and deep enough for the next intent to start. */
    boolean confirmed(Policy policy) {
        return state instanceof SlotState.Mined mined && mined.depth().compareTo(policy.confirmDepth()) >= 0;
    }
}

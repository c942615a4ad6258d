package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;

/** Closes the nonces whose fate is final, and says what that means for their intents. */
final class SlotEnd {
    /** With more gas, this often. */
    private static final int GAS_RETRIES = 2;

    private final Policy policy;
    private final Instant now;

    SlotEnd(Policy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    AccountState close(AccountState state) {
        AccountState closed = state;
        for (Slot slot : state.slots()) {
            closed = close(closed, slot);
        }
        return closed;
    }

    private AccountState close(AccountState state, Slot slot) {
        return switch (slot.state()) {
            case SlotState.Reserved ignored -> state;
            case SlotState.Signed ignored -> state;
            case SlotState.Broadcast ignored -> state;
            case SlotState.Mined mined -> isFinal(mined.depth()) ? mined(state, slot, mined.receipt()) : state;
            case SlotState.Replaced replaced ->
                isFinal(replaced.depth()) ? replaced(state, slot, replaced.foreignHash()) : state;
        };
    }

    private boolean isFinal(BigInteger depth) {
        return depth.compareTo(policy.finalDepth()) >= 0;
    }

    private AccountState mined(AccountState state, Slot slot, Receipt receipt) {
        Tracked tracked = state.carriedBy(slot);
        Attempt attempt = slot.attempt(receipt.hash());
        boolean noop = attempt != null && attempt.kind() == Attempt.Kind.NOOP;
        AccountState rest = state.without(slot);
        if (noop) {
            return rest.with(tracked.in(new IntentState.Cancelled()));
        }
        return rest.with(
                receipt.success() ? tracked.in(new IntentState.Done(receipt)) : reverted(tracked, slot, receipt));
    }

    private Tracked reverted(Tracked tracked, Slot slot, Receipt receipt) {
        String detail = "transaction " + receipt.hash();
        if (!outOfGas(slot, receipt)) {
            return tracked.in(new IntentState.Failed(Reason.REVERTED, detail));
        }
        if (tracked.outOfGas() >= GAS_RETRIES) {
            return tracked.in(new IntentState.Failed(Reason.OUT_OF_GAS, detail));
        }
        Tracked more = tracked.moreGas(slot.gasLimit().shiftLeft(1).min(policy.maxGas()));
        return again(more, Reason.OUT_OF_GAS, detail);
    }

    /** A call inside the call gets at most 63 of 64 parts of the gas, so the last part may be left over. */
    static boolean outOfGas(Slot slot, Receipt receipt) {
        BigInteger left = slot.gasLimit().subtract(receipt.gasUsed());
        return left.compareTo(slot.gasLimit().shiftRight(6)) <= 0;
    }

    /** The proof that the old nonce can never carry the intent: it may have another one. */
    AccountState replaced(AccountState state, Slot slot, String foreignHash) {
        Tracked tracked = state.carriedBy(slot);
        return state.without(slot).with(again(tracked, Reason.NONCE_CONFLICT, foreignHash));
    }

    private Tracked again(Tracked tracked, Reason reason, String detail) {
        return tracked.in(
                tracked.cancelled()
                        ? new IntentState.Cancelled()
                        : new IntentState.Queued(new Waiting(reason, detail, now)));
    }
}

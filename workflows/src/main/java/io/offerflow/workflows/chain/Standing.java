package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How an intent stands, as it is told to those who submitted it. */
sealed interface Standing {

    /** @param hash of the newest transaction; null before there is one */
    record Waits(Reason reason, String detail, @Nullable String hash) implements Standing {}

    /** It took effect in a block that is deep enough to be told; a reorg may still take it back. */
    record Confirmed(Receipt receipt) implements Standing {}

    record Ended(IntentState end) implements Standing {}

    /** @param tracked of this state */
    static Standing of(AccountState state, Tracked tracked, Policy policy) {
        return switch (tracked.state()) {
            case IntentState.Queued queued -> queued(state, queued.waiting());
            case IntentState.InFlight flight ->
                inFlight(state, tracked, Objects.requireNonNull(state.slot(flight.nonce())), policy);
            case IntentState.Done end -> new Ended(end);
            case IntentState.Adopted end -> new Ended(end);
            case IntentState.Failed end -> new Ended(end);
            case IntentState.Cancelled end -> new Ended(end);
        };
    }

    private static Standing queued(AccountState state, Waiting own) {
        Waiting why = state.trouble() == null ? own : state.trouble();
        return new Waits(why.reason(), why.detail(), null);
    }

    private static Standing inFlight(AccountState state, Tracked tracked, Slot slot, Policy policy) {
        Attempt newest = slot.newest();
        String hash = newest == null ? null : newest.hash();
        return switch (slot.state()) {
            case SlotState.Mined mined -> mined(slot, mined, policy);
            case SlotState.Replaced replaced ->
                new Waits(Reason.NONCE_CONFLICT, replaced.foreignHash() + ", depth " + replaced.depth(), hash);
            case SlotState.Reserved ignored -> open(state, tracked, slot, hash, policy);
            case SlotState.Signed ignored -> open(state, tracked, slot, hash, policy);
            case SlotState.Broadcast ignored -> open(state, tracked, slot, hash, policy);
        };
    }

    private static Standing mined(Slot slot, SlotState.Mined mined, Policy policy) {
        Receipt receipt = mined.receipt();
        Attempt attempt = Objects.requireNonNull(slot.attempt(receipt.hash()));
        if (attempt.kind() == Attempt.Kind.CALL && receipt.success() && slot.confirmed(policy)) {
            return new Confirmed(receipt);
        }
        Reason reason = attempt.kind() == Attempt.Kind.NOOP
                ? Reason.CANCELLING
                : receipt.success() ? Reason.CONFIRMING : revert(slot, receipt);
        return new Waits(reason, "depth " + mined.depth(), receipt.hash());
    }

    private static Reason revert(Slot slot, Receipt receipt) {
        return SlotEnd.outOfGas(slot, receipt) ? Reason.OUT_OF_GAS : Reason.REVERTED;
    }

    private static Standing open(AccountState state, Tracked tracked, Slot slot, @Nullable String hash, Policy policy) {
        Waiting why = state.trouble() == null ? slot.waiting() : state.trouble();
        boolean going = why == null || why.reason() == Reason.SUBMITTED;
        String detail = why == null ? "" : why.detail();
        if (!going) {
            String price = why.toldFee() == null ? price(tracked, slot, policy) : "";
            return new Waits(why.reason(), joined(detail, price), hash);
        }
        BigInteger gap = SlotMoves.gap(state, slot);
        if (gap != null) {
            return new Waits(Reason.NONCE_GAP, "nonce " + gap, hash);
        }
        if (SlotMoves.used(state, slot)) {
            return new Waits(
                    Reason.NONCE_CONFLICT, "nonce " + slot.nonce() + " is used, by what is not known yet", hash);
        }
        Reason reason = slot.everOffered() ? Reason.SUBMITTED : Reason.SIGNING;
        return new Waits(
                tracked.cancelled() ? Reason.CANCELLING : reason, joined(detail, price(tracked, slot, policy)), hash);
    }

    private static String joined(String detail, String price) {
        return detail + (detail.isEmpty() || price.isEmpty() ? "" : "; ") + price;
    }

    /** At most: a block takes the rest of the fee and of the gas from nobody. */
    private static String price(Tracked tracked, Slot slot, Policy policy) {
        Attempt newest = slot.newest();
        BigInteger fee = newest == null ? slot.toldFee() : newest.fees().cap();
        if (fee == null) {
            return "";
        }
        boolean noop = newest != null && newest.kind() == Attempt.Kind.NOOP;
        BigInteger gas = noop ? SlotMoves.NOOP_GAS : slot.gasLimit();
        BigInteger value = noop ? BigInteger.ZERO : tracked.intent().call().value();
        return "at most " + new Price(gas, fee, value).sentence(policy.currency());
    }
}

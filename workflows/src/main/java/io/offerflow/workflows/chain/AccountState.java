package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one account; what a run hands to the next.
 *
 * @param nextNonce no nonce below it is ever taken anew
 * @param slots nonces that are not final, ascending
 * @param intents in the order of their submission; ended ones are kept so that they are not done again
 * @param head at the last look; null before the first
 * @param trouble of the account as a whole; null when there is none
 */
record AccountState(
        BigInteger nextNonce,
        List<Slot> slots,
        List<Tracked> intents,
        ChainView.@Nullable Head head,
        @Nullable Waiting trouble) {
    /** Ended intents that may be forgotten are, beyond this number. */
    static final int MEMORY = 64;

    static AccountState empty() {
        return new AccountState(BigInteger.ZERO, List.of(), List.of(), null, null);
    }

    @Nullable
    Tracked intent(String id) {
        return intents.stream()
                .filter(tracked -> tracked.intent().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** An intent that has a slot is always known. */
    Tracked carriedBy(Slot slot) {
        Tracked tracked = intent(slot.intentId());
        if (tracked == null) {
            throw new IllegalStateException("nonce " + slot.nonce() + " carries an unknown intent");
        }
        return tracked;
    }

    @Nullable
    Slot slot(BigInteger nonce) {
        return slots.stream()
                .filter(slot -> slot.nonce().equals(nonce))
                .findFirst()
                .orElse(null);
    }

    /** A signer that signs something else is not asked again before an operator says so. */
    boolean frozen() {
        return trouble != null && trouble.reason() == Reason.SIGNER_MISMATCH;
    }

    AccountState with(Tracked tracked) {
        List<Tracked> changed = new ArrayList<>(intents);
        changed.replaceAll(old -> old.intent().id().equals(tracked.intent().id()) ? tracked : old);
        if (intent(tracked.intent().id()) == null) {
            changed.add(tracked);
        }
        return new AccountState(nextNonce, slots, remembered(changed), head, trouble);
    }

    /** A unique intent that took effect is never forgotten: it must not be done again. */
    private static List<Tracked> remembered(List<Tracked> intents) {
        List<Tracked> forgettable = intents.stream()
                .filter(tracked -> tracked.state().ended() && !tracked.intent().unique())
                .toList();
        List<Tracked> forgotten = forgettable.subList(0, Math.max(0, forgettable.size() - MEMORY));
        return intents.stream().filter(tracked -> !forgotten.contains(tracked)).toList();
    }

    AccountState with(Slot slot) {
        return mapSlots(old -> old.nonce().equals(slot.nonce()) ? slot : old);
    }

    AccountState mapSlots(UnaryOperator<Slot> change) {
        return new AccountState(nextNonce, slots.stream().map(change).toList(), intents, head, trouble);
    }

    AccountState reserve(Slot slot) {
        List<Slot> more = Stream.concat(slots.stream(), Stream.of(slot)).toList();
        return new AccountState(slot.nonce().add(BigInteger.ONE), more, intents, head, trouble);
    }

    AccountState without(Slot slot) {
        List<Slot> fewer = slots.stream()
                .filter(other -> !other.nonce().equals(slot.nonce()))
                .toList();
        return new AccountState(nextNonce, fewer, intents, head, trouble);
    }

    /** A nonce whose bytes nobody ever got is free again. */
    AccountState release(Slot slot) {
        AccountState rest = without(slot);
        return new AccountState(slot.nonce(), rest.slots, intents, head, trouble);
    }

    /** A look that worked ends the trouble with looking, not the one with the signer. */
    AccountState seeing(ChainView.Head now) {
        return new AccountState(nextNonce, slots, intents, now, frozen() ? trouble : null);
    }

    AccountState troubled(@Nullable Waiting why) {
        return new AccountState(nextNonce, slots, intents, head, why);
    }

    AccountState waiting(Slot slot, Reason reason, String detail, Instant until) {
        return with(slot.waiting(new Waiting(reason, detail, until)));
    }
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** What people and other workflows tell an account. It takes effect at the next look, whatever step is open. */
final class AccountNews {
    /** Intents that are not ended. */
    static final int QUEUE = 256;
    /** Hex digits of all their data: a run hands its state to the next in one payload, which may have 2 MiB. */
    static final long QUEUED_DIGITS = 600_000;

    private final Policy policy;
    private final Instant now;

    AccountNews(Policy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    enum Answer {
        ACCEPTED,
        /** The id is known, so nothing is done anew; the state says how far it is. */
        KNOWN,
        /** Too many wait already. */
        FULL,
        UNKNOWN,
        /** It has gone too far, or not far enough. */
        REFUSED
    }

    record Told(AccountState state, Answer answer) {}

    Told submit(AccountState state, Intent intent) {
        Tracked known = state.intent(intent.id());
        if (known != null) {
            return new Told(known.intent().equals(intent) ? state : changed(state, known, intent), Answer.KNOWN);
        }
        List<Tracked> open = state.intents().stream()
                .filter(tracked -> !tracked.state().ended())
                .toList();
        long digits = open.stream()
                .mapToLong(tracked -> tracked.intent().call().data().length())
                .sum();
        if (open.size() >= QUEUE || digits + intent.call().data().length() > QUEUED_DIGITS) {
            return new Told(state, Answer.FULL);
        }
        return new Told(state.with(Tracked.queued(intent, queued())), Answer.ACCEPTED);
    }

    /** Nothing is signed for an intent that has no nonce, so how it is done may still change; after a failure it is another try. */
    private AccountState changed(AccountState state, Tracked known, Intent intent) {
        return switch (known.state()) {
            case IntentState.Queued ignored -> state.with(known.calling(intent));
            case IntentState.Failed ignored ->
                known.intent().call().equals(intent.call())
                        ? state.with(known.calling(intent))
                        : state.with(Tracked.queued(intent, queued()));
            case IntentState.InFlight ignored -> state;
            case IntentState.Done ignored -> state;
            case IntentState.Adopted ignored -> state;
            case IntentState.Cancelled ignored -> state;
        };
    }

    /** Ends what has no nonce at once; otherwise an empty transaction races for the nonce, and may lose. */
    Told cancel(AccountState state, String id) {
        Tracked tracked = state.intent(id);
        if (tracked == null) {
            return new Told(state, Answer.UNKNOWN);
        }
        return switch (tracked.state()) {
            case IntentState.Queued ignored ->
                new Told(state.with(tracked.in(new IntentState.Cancelled())), Answer.ACCEPTED);
            case IntentState.InFlight ignored -> new Told(state.with(tracked.cancelling()), Answer.ACCEPTED);
            case IntentState.Done ignored -> new Told(state, Answer.REFUSED);
            case IntentState.Adopted ignored -> new Told(state, Answer.REFUSED);
            case IntentState.Failed ignored -> new Told(state, Answer.KNOWN);
            case IntentState.Cancelled ignored -> new Told(state, Answer.KNOWN);
        };
    }

    /** Only what ended without effect. */
    Told retry(AccountState state, String id) {
        Tracked tracked = state.intent(id);
        if (tracked == null) {
            return new Told(state, Answer.UNKNOWN);
        }
        return tracked.state().repeatable()
                ? new Told(state.with(Tracked.queued(tracked.intent(), queued())), Answer.ACCEPTED)
                : new Told(state, Answer.REFUSED);
    }

    /** After the signer was repaired. */
    Told resume(AccountState state) {
        return state.frozen() ? new Told(state.troubled(null), Answer.ACCEPTED) : new Told(state, Answer.REFUSED);
    }

    /**
     * Somebody vouches that a foreign transaction used a nonce for good, where no endpoint can show it. Refused while the chain itself does not say that
     * the nonce is used, and where it shows a transaction of ours.
     */
    Told acceptForeign(AccountState state, BigInteger nonce, String foreignHash) {
        Slot slot = state.slot(nonce);
        if (slot == null) {
            return new Told(state, Answer.UNKNOWN);
        }
        if (!SlotMoves.used(state, slot)
                || slot.state() instanceof SlotState.Mined
                || slot.attempt(foreignHash) != null) {
            return new Told(state, Answer.REFUSED);
        }
        return new Told(new SlotEnd(policy, now).replaced(state, slot, foreignHash), Answer.ACCEPTED);
    }

    private Waiting queued() {
        return new Waiting(Reason.QUEUED, "", now);
    }
}

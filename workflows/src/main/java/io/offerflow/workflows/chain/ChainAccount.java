package io.offerflow.workflows.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answers what was seen with a new state and the next step. One step is open at a time; its answer, or that it failed, is the next observation. News of
 * people ({@link AccountNews}) may change the state in between.
 */
final class ChainAccount {
    private final Policy policy;

    ChainAccount(Policy policy) {
        this.policy = policy;
    }

    Decision decide(AccountState state, Observation seen, Instant now) {
        return switch (seen) {
            case Observation.Tick ignored -> awake(state);
            case Observation.Looked looked -> choose(read(state, looked.view(), now), now);
            case Observation.LookFailed failed -> blind(state, failed, now);
            case Observation.Prepared prepared -> choose(prepared(state, prepared, now), now);
            case Observation.Signed signed -> choose(signed(state, signed), now);
            case Observation.NotSigned failed -> choose(notSigned(state, failed, now), now);
            case Observation.Sent sent -> sent(state, sent, now);
        };
    }

    private static Decision awake(AccountState state) {
        boolean work = !state.slots().isEmpty()
                || state.intents().stream().anyMatch(tracked -> !tracked.state().ended());
        return new Decision(state, work ? look(state) : new Step.Pause(null));
    }

    private static Step look(AccountState state) {
        return new Step.Look(state.slots().stream()
                .map(slot -> new Probe(
                        slot.nonce(),
                        slot.attempts().stream().map(Attempt::hash).toList()))
                .toList());
    }

    private AccountState read(AccountState state, ChainView view, Instant now) {
        SlotReading reading = new SlotReading(view, now);
        return new SlotEnd(policy, now).close(state.seeing(view.head()).mapSlots(reading::read));
    }

    private Decision blind(AccountState state, Observation.LookFailed failed, Instant now) {
        Reason reason =
                switch (failed.trouble()) {
                    case UNREACHABLE -> Reason.RPC_UNAVAILABLE;
                    case WRONG_CHAIN -> Reason.WRONG_CHAIN;
                };
        Instant until = now.plus(policy.pace().retry());
        AccountState troubled = state.frozen() ? state : state.troubled(new Waiting(reason, failed.detail(), until));
        return new Decision(troubled, new Step.Pause(until));
    }

    private AccountState prepared(AccountState state, Observation.Prepared prepared, Instant now) {
        Tracked tracked = state.intent(prepared.intent().id());
        if (tracked == null
                || !(tracked.state() instanceof IntentState.Queued)
                || !tracked.intent().equals(prepared.intent())) {
            return state;
        }
        return switch (prepared.readiness()) {
            case Readiness.Ready ready -> new Reservation(policy, now).reserve(state, tracked, ready.gas());
            case Readiness.Found found -> state.with(tracked.in(new IntentState.Adopted(found.finding())));
            case Readiness.Reverts reverts ->
                state.with(tracked.in(new IntentState.Failed(Reason.REVERTED, reverts.decoded())));
            case Readiness.Searching searching ->
                state.with(tracked.searching(
                        searching.cursor(),
                        new Waiting(
                                Reason.SEARCHING,
                                "down from block " + searching.cursor().next(),
                                now)));
            case Readiness.NotYet later ->
                state.with(tracked.searching(
                        tracked.cursor(),
                        new Waiting(
                                later.reason(),
                                later.detail(),
                                now.plus(policy.pace().retry()))));
        };
    }

    /** Bytes that nobody asked for, or that came twice, are dropped unsent. */
    private static AccountState signed(AccountState state, Observation.Signed signed) {
        Slot slot = state.slot(signed.request().nonce());
        if (slot == null
                || !slot.intentId().equals(signed.request().intent().id())
                || slot.attempt(signed.hash()) != null) {
            return state;
        }
        return state.with(slot.signed(Attempt.signed(signed.request(), signed.hash(), signed.raw())));
    }

    private AccountState notSigned(AccountState state, Observation.NotSigned failed, Instant now) {
        Instant until = now.plus(policy.pace().retry());
        Slot slot = state.slot(failed.request().nonce());
        if (slot == null) {
            return state;
        }
        return switch (failed.trouble()) {
            case UNAVAILABLE -> state.waiting(slot, Reason.SIGNER_UNAVAILABLE, failed.detail(), until);
            case REFUSED -> state.waiting(slot, Reason.SIGNER_REFUSED, failed.detail(), until);
            case MISMATCH -> state.troubled(new Waiting(Reason.SIGNER_MISMATCH, failed.detail(), until));
        };
    }

    /** After any answer but a plain yes the chain is looked at before anything else: the nonce may be used. */
    private Decision sent(AccountState state, Observation.Sent sent, Instant now) {
        Slot slot = state.slot(sent.nonce());
        if (slot == null || !slot.open()) {
            return choose(state, now);
        }
        Reason reason =
                switch (sent.answer()) {
                    case ACCEPTED, ALREADY_KNOWN, UNKNOWN -> null;
                    // The look that follows tells what used it, unless the endpoint contradicts itself.
                    case NONCE_TOO_LOW -> Reason.SUBMITTED;
                    case UNDERPRICED, FEE_TOO_LOW -> Reason.UNDERPRICED;
                    case INSUFFICIENT_FUNDS -> Reason.INSUFFICIENT_FUNDS;
                    case WRONG_CHAIN -> Reason.WRONG_CHAIN;
                    case REJECTED -> Reason.REJECTED;
                };
        boolean taken = sent.answer() == SendAnswer.ACCEPTED || sent.answer() == SendAnswer.ALREADY_KNOWN;
        AccountState told = state.with(slot.waiting(
                reason == null ? null : new Waiting(reason, detail(reason, sent), untilAfter(reason, now))));
        return taken ? choose(told, now) : new Decision(told, look(told));
    }

    private static String detail(Reason reason, Observation.Sent sent) {
        return reason == Reason.SUBMITTED
                ? "an endpoint says that nonce " + sent.nonce() + " is used, by what is not known yet"
                : sent.detail();
    }

    private Instant untilAfter(Reason reason, Instant now) {
        boolean blocks = reason != Reason.UNDERPRICED && reason != Reason.SUBMITTED;
        return blocks ? now.plus(policy.pace().retry()) : now;
    }

    private Decision choose(AccountState state, Instant now) {
        AccountState rest = withdrawn(state, now);
        SlotMoves moves = new SlotMoves(policy, now);
        for (Slot slot : rest.slots()) {
            if (slot.open()) {
                SlotMoves.Move move = moves.next(rest, slot);
                rest = rest.with(move.slot());
                if (move.step() != null) {
                    return new Decision(rest, move.step());
                }
            }
        }
        Tracked next = nextInQueue(rest, now);
        return new Decision(rest, next == null ? pause(rest, now) : new Step.Prepare(next.intent(), next.cursor()));
    }

    /** Bytes that nobody ever got cannot reach the chain: their nonce is given back where the intent is cancelled or others used it. */
    private static AccountState withdrawn(AccountState state, Instant now) {
        AccountState rest = state;
        for (Slot slot : state.slots()) {
            Tracked tracked = state.carriedBy(slot);
            if (slot.everOffered() || slot.state() instanceof SlotState.Mined) {
                continue;
            }
            if (tracked.cancelled()) {
                rest = rest.release(slot).with(tracked.in(new IntentState.Cancelled()));
            } else if (SlotMoves.used(state, slot)) {
                Waiting why = new Waiting(Reason.NONCE_CONFLICT, "nonce " + slot.nonce() + " was used by others", now);
                rest = rest.release(slot).with(tracked.in(new IntentState.Queued(why)));
            }
        }
        return rest;
    }

    /** One after the other: a call may need what the one before it brought about. */
    private @Nullable Tracked nextInQueue(AccountState state, Instant now) {
        boolean busy = state.slots().stream()
                .anyMatch(slot -> slot.open() || slot.state() instanceof SlotState.Mined && !slot.confirmed(policy));
        if (busy || state.frozen()) {
            return null;
        }
        return state.intents().stream()
                .filter(tracked -> tracked.state() instanceof IntentState.Queued queued
                        && queued.waiting().over(now))
                .findFirst()
                .orElse(null);
    }

    private Step pause(AccountState state, Instant now) {
        if (!state.slots().isEmpty()) {
            boolean told = state.slots().stream().allMatch(slot -> slot.confirmed(policy));
            return new Step.Pause(
                    now.plus(told ? policy.pace().settle() : policy.pace().probe()));
        }
        if (state.frozen()) {
            return new Step.Pause(null);
        }
        return new Step.Pause(state.intents().stream()
                .map(Tracked::state)
                .filter(IntentState.Queued.class::isInstance)
                .map(queued -> ((IntentState.Queued) queued).waiting().until())
                .min(Instant::compareTo)
                .orElse(null));
    }
}

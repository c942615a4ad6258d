package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gives a prepared intent its nonce, unless it could not be paid for: then none is used. */
final class Reservation {
    private final Policy policy;
    private final Instant now;

    Reservation(Policy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    AccountState reserve(AccountState state, Tracked tracked, BigInteger estimate) {
        ChainView.Head head = state.head();
        if (head == null) {
            return state;
        }
        BigInteger gas = estimate.max(tracked.leastGas());
        if (gas.compareTo(policy.maxGas()) > 0) {
            return state.with(tracked.in(
                    new IntentState.Failed(Reason.GAS_ABOVE_LIMIT, "needs " + gas + ", limit " + policy.maxGas())));
        }
        if (SlotMoves.tooDear(head.quote(), policy)) {
            return waiting(state, tracked, SlotMoves.tooDear(head.quote(), policy, last(tracked), retry()));
        }
        Fees fees = head.quote().fees().within(policy.maxFee());
        Price price = new Price(gas, fees.cap(), tracked.intent().call().value());
        Waiting missing = SlotMoves.missing(state, price, policy, last(tracked), retry());
        if (missing != null) {
            return waiting(state, tracked, missing);
        }
        BigInteger nonce = state.nextNonce().max(head.nonce());
        BigInteger told = Price.steady(null, fees.cap());
        return state.reserve(Slot.reserved(nonce, tracked.intent().id(), gas, told))
                .with(tracked.in(new IntentState.InFlight(nonce)));
    }

    private static @Nullable Waiting last(Tracked tracked) {
        return tracked.state() instanceof IntentState.Queued queued ? queued.waiting() : null;
    }

    private Instant retry() {
        return now.plus(policy.pace().retry());
    }

    private static AccountState waiting(AccountState state, Tracked tracked, Waiting why) {
        return state.with(tracked.in(new IntentState.Queued(why)));
    }
}

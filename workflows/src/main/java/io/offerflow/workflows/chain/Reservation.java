package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;

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
            return waiting(state, tracked, Reason.FEE_CAP_REACHED, SlotMoves.feeDetail(head.quote(), policy));
        }
        Fees fees = head.quote().fees().within(policy.maxFee());
        String missing =
                SlotMoves.missing(state, gas, fees, tracked.intent().call().value());
        if (missing != null) {
            return waiting(state, tracked, Reason.INSUFFICIENT_FUNDS, missing);
        }
        BigInteger nonce = state.nextNonce().max(head.nonce());
        return state.reserve(Slot.reserved(nonce, tracked.intent().id(), gas))
                .with(tracked.in(new IntentState.InFlight(nonce)));
    }

    private AccountState waiting(AccountState state, Tracked tracked, Reason reason, String detail) {
        Instant until = now.plus(policy.pace().retry());
        return state.with(tracked.in(new IntentState.Queued(new Waiting(reason, detail, until))));
    }
}

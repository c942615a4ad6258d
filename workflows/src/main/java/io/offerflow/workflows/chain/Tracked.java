package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * An intent and its way.
 *
 * @param cancelled whether somebody asked for its end; it may have taken effect before
 * @param leastGas gas limit below which it ran out of gas; 0 before
 * @param outOfGas how often it did
 */
record Tracked(Intent intent, IntentState state, boolean cancelled, BigInteger leastGas, int outOfGas) {

    static Tracked queued(Intent intent, Waiting waiting) {
        return new Tracked(intent, new IntentState.Queued(waiting), false, BigInteger.ZERO, 0);
    }

    Tracked in(IntentState next) {
        return new Tracked(intent, next, cancelled, leastGas, outOfGas);
    }

    Tracked cancelling() {
        return new Tracked(intent, state, true, leastGas, outOfGas);
    }

    Tracked moreGas(BigInteger limit) {
        return new Tracked(intent, state, cancelled, limit, outOfGas + 1);
    }
}

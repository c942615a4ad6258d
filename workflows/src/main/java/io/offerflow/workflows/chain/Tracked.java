package io.offerflow.workflows.chain;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An intent and its way.
 *
 * @param cancelled whether somebody asked for its end; it may have taken effect before
 * @param leastGas gas limit below which it ran out of gas; 0 before
 * @param outOfGas how often it did
 * @param cursor of the search for an earlier registration; null where none is under way
 */
record Tracked(
        Intent intent,
        IntentState state,
        boolean cancelled,
        BigInteger leastGas,
        int outOfGas,
        @Nullable SearchCursor cursor) {

    static Tracked queued(Intent intent, Waiting waiting) {
        return new Tracked(intent, new IntentState.Queued(waiting), false, BigInteger.ZERO, 0, null);
    }

    /** What took effect is not called again, so its data is forgotten. A search that led to something begins anew the next time. */
    Tracked in(IntentState next) {
        boolean over = next.ended() && !next.repeatable();
        return new Tracked(over ? intent.withoutData() : intent, next, cancelled, leastGas, outOfGas, null);
    }

    Tracked searching(@Nullable SearchCursor reached, Waiting why) {
        return new Tracked(intent, new IntentState.Queued(why), cancelled, leastGas, outOfGas, reached);
    }

    /** How it is done was changed before it was done. */
    Tracked calling(Intent changed) {
        return new Tracked(changed, state, cancelled, leastGas, outOfGas, null);
    }

    Tracked cancelling() {
        return new Tracked(intent, state, true, leastGas, outOfGas, cursor);
    }

    Tracked moreGas(BigInteger limit) {
        return new Tracked(intent, state, cancelled, limit, outOfGas + 1, null);
    }
}

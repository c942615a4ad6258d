package io.offerflow.workflows.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One signed transaction of a nonce.
 *
 * @param hash known before anything is sent
 * @param raw signed bytes, 0x and hex digits; empty once another attempt followed, since only the newest is ever sent
 * @param first when it was first handed to be sent; null before. What was handed over may be on the chain, whatever the answer was.
 * @param last when it was last handed over; null when it is to be handed over now
 */
record Attempt(Kind kind, String hash, String raw, Fees fees, @Nullable Instant first, @Nullable Instant last) {
    enum Kind {
        /** Carries the intent. */
        CALL,
        /** Sends nothing to oneself, so that the nonce is used up without the intent. */
        NOOP
    }

    static Attempt signed(Step.Sign request, String hash, String raw) {
        return new Attempt(request.kind(), hash, raw, request.fees(), null, null);
    }

    Attempt outdated() {
        return new Attempt(kind, hash, "", fees, first, last);
    }

    Attempt offered(Instant now) {
        return new Attempt(kind, hash, raw, fees, first == null ? now : first, now);
    }

    /** To be handed over at once, as if it had just been for the first time: what its pool knew is gone. */
    Attempt again(Instant now) {
        return new Attempt(kind, hash, raw, fees, first == null ? null : now, null);
    }
}

package io.offerflow.verifier.facilitator;

import java.time.Duration;

/** How one call ended. Details are for the log: one line, harmless. */
sealed interface Reply {

    /** @param retryAfter how long the facilitator wants to be left alone; zero when it does not say */
    record Answer(int status, byte[] body, Duration retryAfter) implements Reply {}

    /** Not a byte of the order was sent. */
    record Unsent(String detail) implements Reply {}

    /** The order, or a part of it, was sent, and no whole answer came. */
    record Lost(Cause cause, String detail) implements Reply {}

    /** Nothing was tried: as many calls are under way as may be. */
    record Full() implements Reply {}

    enum Cause {
        /** The connection ended. */
        BROKEN,
        /** What came is not HTTP, or too long. */
        GARBLED,
        /** Time was up. */
        LATE,
        /** The gate stops. */
        STOPPING
    }
}

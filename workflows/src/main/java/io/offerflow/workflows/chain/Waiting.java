package io.offerflow.workflows.chain;

import java.time.Instant;

/**
 * Why something waits, and when it is tried again.
 *
 * @param detail what is specific to this case; may be empty
 */
record Waiting(Reason reason, String detail, Instant until) {

    boolean over(Instant now) {
        return !now.isBefore(until);
    }
}

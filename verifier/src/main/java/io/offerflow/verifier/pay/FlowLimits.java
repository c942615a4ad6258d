package io.offerflow.verifier.pay;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param patience for a verdict, as seen by one who presents a payment; what has begun goes on behind it
 * @param verify one verify call, as the facilitator client limits it
 * @param settle one settle call, likewise
 * @param stop how long a stop waits for payments that nobody waits for any more
 * @param ledgerRetry between two attempts to tell a ledger that was away what it must know
 */
public record FlowLimits(Duration patience, Duration verify, Duration settle, Duration stop, Duration ledgerRetry) {
    /** Clocks of replicas differ, and writing takes time. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Time from the reservation to the settle call; a broken connection and a second facilitator make several calls of one. */
    Duration reservationLease() {
        return verify.multipliedBy(4).plus(MARGIN);
    }

    Duration settleLease() {
        return settle.plus(MARGIN);
    }
}

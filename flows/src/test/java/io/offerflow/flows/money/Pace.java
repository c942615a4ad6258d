package io.offerflow.flows.money;

import java.time.Duration;

/**
 * How long things take, after the speed of the facilitator.
 *
 * @param verify how long the gate waits for a verification; {@code settle} likewise
 * @param patience how long a buyer waits for a settlement; shorter than {@code settle}
 * @param buyers at the same time
 */
record Pace(Duration verify, Duration settle, Duration patience, int buyers) {
    /** A facilitator in this JVM. */
    static final Pace FAST = new Pace(Duration.ofMillis(500), Duration.ofMillis(900), Duration.ofMillis(600), 48);
    /** A facilitator with a chain behind it. */
    static final Pace CHAIN = new Pace(Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(4), 12);

    private static final Duration MARGIN = Duration.ofMillis(150);

    Trouble.Late late() {
        return new Trouble.Late(verify.plus(MARGIN), settle.plus(MARGIN), patience.plus(MARGIN));
    }
}

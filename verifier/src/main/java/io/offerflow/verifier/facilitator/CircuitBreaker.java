package io.offerflow.verifier.facilitator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Stops asking a facilitator that does not answer, so that buyers are told at once and the next facilitator takes over. After a pause one
 * call tries; each failed try doubles the pause.
 */
final class CircuitBreaker {
    static final int FAILURES = 10;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private int failures;
    private Duration pause = FIRST_PAUSE;
    /** Closed while it lies in the past and no try is under way. */
    private Instant openUntil = Instant.MIN;

    private boolean open;
    private boolean trying;

    enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    CircuitBreaker(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a call may be made; whoever is admitted reports how it went. */
    synchronized boolean admits() {
        if (!open) {
            return true;
        }
        if (trying || clock.instant().isBefore(openUntil)) {
            return false;
        }
        trying = true;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
        open = false;
        trying = false;
        pause = FIRST_PAUSE;
    }

    synchronized void failed() {
        failures++;
        if (trying) {
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
        if (trying || failures >= FAILURES) {
            openFor(pause);
        }
    }

    /** The facilitator asked for a pause, which is cut to the longest one. */
    synchronized void askedToWait(Duration wanted) {
        openFor(wanted.compareTo(LONGEST_PAUSE) < 0 ? wanted : LONGEST_PAUSE);
    }

    synchronized State state() {
        return !open ? State.CLOSED : clock.instant().isBefore(openUntil) ? State.OPEN : State.HALF_OPEN;
    }

    private void openFor(Duration time) {
        open = true;
        trying = false;
        openUntil = clock.instant().plus(time);
    }
}

package io.offerflow.activities.offer;

import io.temporal.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Waiting for something that has to be asked for: soon at first, then less often.
 *
 * @param clock measures the limit
 * @param sleeper waits
 * @param heartbeat called before each wait once the waits are long, so that short ones cost nothing; throws when nobody wants the result
 *     any more
 */
public record Patience(InstantSource clock, Sleeper sleeper, Runnable heartbeat) {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(250);

    /** Blocks the calling thread. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /** For code that runs as a Temporal activity. */
    public static Patience ofActivities(InstantSource clock) {
        return new Patience(
                clock, Thread::sleep, () -> Activity.getExecutionContext().heartbeat(null));
    }

    /** How a wait ended. */
    enum End {
        AT_ONCE,
        LATER,
        IN_VAIN
    }

    /** Asks until the answer is yes or the limit has passed; asks at least once. */
    End until(Duration limit, BooleanSupplier question) {
        Instant end = clock.instant().plus(limit);
        Duration pause = FIRST;
        End yes = End.AT_ONCE;
        while (!question.getAsBoolean()) {
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                return End.IN_VAIN;
            }
            if (pause.equals(LONGEST)) {
                heartbeat.run();
            }
            rest(pause.compareTo(left) < 0 ? pause : left);
            Duration longer = pause.multipliedBy(3).dividedBy(2);
            pause = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
            yes = End.LATER;
        }
        return yes;
    }

    /** Blocks; throws when interrupted. */
    void rest(Duration time) {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting");
        }
    }
}

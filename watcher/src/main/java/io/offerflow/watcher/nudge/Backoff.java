package io.offerflow.watcher.nudge;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Doubling pauses from {@code first} to {@code cap}, each cut at random by up to half, so that many do not come back at once. */
public record Backoff(Duration first, Duration cap) {

    /** The pause after this many failures in a row, counted from 1. */
    Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(failures - 1, 30);
        long full = Math.min(first.toMillis() << doublings, cap.toMillis());
        return Duration.ofMillis(full - (long) (full * 0.5 * random.nextDouble()));
    }
}

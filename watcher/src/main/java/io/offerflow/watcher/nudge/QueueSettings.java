package io.offerflow.watcher.nudge;

import java.time.Duration;

/**
 * How nudges are delivered.
 *
 * @param concurrency calls at the same time, over all keys
 * @param backoff pauses while the other side is away, and for a key that is refused
 * @param trickle pause between two nudges of the slow lane
 */
public record QueueSettings(int concurrency, Backoff backoff, Duration trickle) {
    public static final QueueSettings DEFAULTS =
            new QueueSettings(16, new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)), Duration.ofMillis(50));
}

package io.offerflow.watcher.monitor;

import java.time.Duration;

/**
 * How the gate is watched.
 *
 * @param interval between two questions to a replica
 * @param waitingInterval the same while an offer waits for the gate
 * @param settle how long the gate's word must differ from the stored condition
 */
public record GateSettings(Duration interval, Duration waitingInterval, Duration settle) {
    public static final GateSettings DEFAULTS =
            new GateSettings(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(1));
}

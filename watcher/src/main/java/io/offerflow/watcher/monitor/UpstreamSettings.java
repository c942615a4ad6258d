package io.offerflow.watcher.monitor;

import java.time.Duration;

/**
 * How upstreams are watched.
 *
 * @param interval between two probes of a healthy upstream; shortened at random by up to a fifth
 * @param unhealthyInterval the same for one that is not healthy
 * @param confirm how soon a first failure is checked
 * @param concurrency probes at the same time
 * @param damping the same verdict about an offer is told at most once in this time
 */
public record UpstreamSettings(
        Duration interval, Duration unhealthyInterval, Duration confirm, int concurrency, Duration damping) {
    public static final UpstreamSettings DEFAULTS = new UpstreamSettings(
            Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(1), 32, Duration.ofMinutes(1));
}

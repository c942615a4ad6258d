package io.offerflow.watcher.lead;

import java.time.Duration;

/**
 * How the leader is elected.
 *
 * @param namespace where the Lease lives
 * @param identity who we are; the same after a restart, so that a killed watcher resumes its own lease at once
 * @param lease how long a silent leader keeps others waiting
 * @param renewDeadline how long a leader tries to renew before it gives up
 * @param retry pause between two tries
 */
public record ElectionSettings(
        String namespace, String identity, Duration lease, Duration renewDeadline, Duration retry) {
    public static final String LEASE_NAME = "offerflow-watcher";

    public static ElectionSettings of(String namespace, String identity) {
        return new ElectionSettings(
                namespace, identity, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}

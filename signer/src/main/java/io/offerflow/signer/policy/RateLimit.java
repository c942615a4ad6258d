package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** So many requests a minute and key, all at once or spread. Only keys that exist are asked about, so it stays small. */
public final class RateLimit {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int perWindow;
    private final InstantSource clock;
    private final Map<Address, Bucket> buckets = new HashMap<>();

    /** @param left what may still come, as a fraction too, at the time {@code at} */
    private record Bucket(double left, Instant at) {}

    public RateLimit(int perMinute, InstantSource clock) {
        this.perWindow = perMinute;
        this.clock = clock;
    }

    /** Takes one request; false when there is none left. */
    public synchronized boolean admits(Address key) {
        Instant now = clock.instant();
        Bucket bucket = buckets.getOrDefault(key, new Bucket(perWindow, now));
        Duration passed = Duration.between(bucket.at(), now);
        double share = Math.max(0, passed.toMillis()) / (double) WINDOW.toMillis();
        double left = Math.min(perWindow, bucket.left() + share * perWindow);
        boolean admitted = left >= 1;
        buckets.put(key, new Bucket(admitted ? left - 1 : left, now));
        return admitted;
    }

    /** After how long the next one has a place again; whole seconds, at least one. */
    public long retryAfterSeconds() {
        return perWindow == 0 ? WINDOW.toSeconds() : Math.max(1, WINDOW.toSeconds() / perWindow);
    }
}

package io.offerflow.verifier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when a test says so. */
public final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-06-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void forward(Duration by) {
        now = now.plus(by);
    }
}

package io.offerflow.verifier.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** The ledger as metrics. Settled payments are not counted here: there is no end of them. */
final class LedgerMetrics {
    private static final String PREFIX = "offerflow.verifier.ledger.";

    private final MeterRegistry registry;
    private final Timer commits;
    private final Counter writes;
    private final Map<State, AtomicLong> sizes = new EnumMap<>(State.class);
    private final AtomicInteger signIns = new AtomicInteger();
    private final AtomicLong oldestUnknown = new AtomicLong();

    LedgerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.commits = Timer.builder(PREFIX + "commit")
                .description("Duration of one transaction, the sync to disk included")
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
        this.writes = Counter.builder(PREFIX + "writes")
                .description("Steps of payments written; several share a transaction")
                .register(registry);
        for (State state : State.values()) {
            if (state != State.SETTLED) {
                AtomicLong size = new AtomicLong();
                sizes.put(state, size);
                Gauge.builder(PREFIX + "entries", size, AtomicLong::doubleValue)
                        .description("Payments that are not settled, by state")
                        .tag("state", state.word())
                        .register(registry);
            }
        }
        Gauge.builder("offerflow.verifier.sign.ins", signIns, AtomicInteger::doubleValue)
                .description("Sign-in messages that are remembered, so that none opens anything twice")
                .register(registry);
        // From the start, so that an alarm on them has something to look at.
        refusals("full");
        refusals("unavailable");
        Gauge.builder(PREFIX + "unknown.age.seconds", oldestUnknown, AtomicLong::doubleValue)
                .description("How long the oldest unknown outcome has been waiting")
                .register(registry);
    }

    void healthy(BooleanSupplier healthy) {
        Gauge.builder(PREFIX + "healthy", () -> healthy.getAsBoolean() ? 1 : 0)
                .description("0 while the database refuses to write; alarm on it")
                .register(registry);
    }

    void commit(int tasks, Runnable transaction) {
        writes.increment(tasks);
        commits.record(transaction);
    }

    void refused(Reservation reservation) {
        switch (reservation) {
            case Reservation.Full full -> refusals("full").increment();
            case Reservation.Unavailable unavailable -> refusals("unavailable").increment();
            case Reservation.Held held -> {}
            case Reservation.Known known -> {}
            case Reservation.IdentifierTaken taken -> {}
        }
    }

    private Counter refusals(String reason) {
        return Counter.builder(PREFIX + "refusals")
                .description("Payments turned away because they could not be remembered")
                .tag("reason", reason)
                .register(registry);
    }

    void sizes(Map<State, Long> counted) {
        sizes.forEach((state, size) -> size.set(counted.getOrDefault(state, 0L)));
    }

    void signIns(int remembered) {
        signIns.set(remembered);
    }

    void oldestUnknown(Duration age) {
        oldestUnknown.set(Math.max(0, age.toSeconds()));
    }
}

package io.offerflow.verifier.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.offerflow.verifier.route.SeriesLabels;
import io.offerflow.verifier.x402.Problem;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to paid rules, under the names that existing dashboards read. A series appears with its first event and goes with its
 * offer. No payer and no text from outside ever becomes a label.
 */
public final class GateMetrics {
    private static final String PREFIX = "obol.x402.verifier.";

    private final MeterRegistry registry;
    private final InstantSource clock;
    /** A power of two. */
    private static final int SLOTS = 16_384;

    private final Map<SeriesLabels, Series> series = new ConcurrentHashMap<>();
    /** What was counted last, by the identity of its labels: with thousands of offers, hashing them costs more than counting. */
    private final AtomicReferenceArray<@Nullable Recent> recent = new AtomicReferenceArray<>(SLOTS);

    private record Recent(SeriesLabels labels, Series series) {}

    public GateMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Drops the series of rules that no longer exist. */
    public void forget(Set<SeriesLabels> departed) {
        Set<Series> gone = new HashSet<>();
        departed.forEach(labels -> {
            Series left = series.remove(labels);
            if (left != null) {
                gone.add(left);
                left.meters.values().forEach(registry::remove);
            }
        });
        for (int slot = 0; slot < SLOTS && !gone.isEmpty(); slot++) {
            Recent known = recent.get(slot);
            if (known != null && gone.contains(known.series())) {
                recent.set(slot, null);
            }
        }
    }

    /** A request with a payment, whatever becomes of it. */
    void paying(@Nullable SeriesLabels labels) {
        if (labels != null) {
            of(labels).requests().increment();
        }
    }

    /** A request without a payment. Most are, and all in the I/O threads, so both of its counters are found at once. */
    void unpaid(@Nullable SeriesLabels labels) {
        if (labels != null) {
            Series found = of(labels);
            found.requests().increment();
            found.required().increment();
        }
    }

    /** Verified, and settled when {@code charged}. */
    void passed(@Nullable SeriesLabels labels, boolean charged) {
        count(labels, "payment.verified");
        if (charged) {
            count(labels, "charged.requests");
        }
        if (labels != null) {
            of(labels).lastSuccess().set(clock.instant().getEpochSecond());
        }
    }

    void failed(@Nullable SeriesLabels labels, Problem problem) {
        if (problem == Problem.SETTLEMENT_REJECTED || problem == Problem.SETTLEMENT_UNKNOWN) {
            count(labels, "payment.verified");
        }
        if (problem == Problem.UPSTREAM_FAILED) {
            count(labels, "payment.verified");
            count(labels, "upstream.failed.after.verify");
            return;
        }
        count(labels, "payment.failed");
        if (labels != null) {
            of(labels).reason(problem).increment();
        }
    }

    private void count(@Nullable SeriesLabels labels, String name) {
        if (labels != null) {
            of(labels).counter(name).increment();
        }
    }

    private Series of(SeriesLabels labels) {
        int slot = System.identityHashCode(labels) & SLOTS - 1;
        Recent known = recent.get(slot);
        if (known != null && known.labels() == labels) {
            return known.series();
        }
        Series found = series.computeIfAbsent(labels, Series::new);
        recent.set(slot, new Recent(labels, found));
        return found;
    }

    private final class Series {
        private final Tags tags;
        private final Map<String, Meter> meters = new ConcurrentHashMap<>();
        private final AtomicLong lastSuccess = new AtomicLong();
        private volatile @Nullable Counter requests;
        private volatile @Nullable Counter required;

        Series(SeriesLabels labels) {
            tags = Tags.of(
                    "offer_namespace", labels.offerNamespace(),
                    "offer_name", labels.offerName(),
                    "chain", labels.chain(),
                    "asset_symbol", labels.assetSymbol());
        }

        Counter counter(String name) {
            Meter known = meters.get(name);
            return (Counter)
                    (known != null
                            ? known
                            : meters.computeIfAbsent(
                                    name,
                                    n -> Counter.builder(PREFIX + n).tags(tags).register(registry)));
        }

        /** Of every request, as {@link #required}; found without a map. */
        Counter requests() {
            Counter known = requests;
            if (known == null) {
                known = counter("requests");
                requests = known;
            }
            return known;
        }

        Counter required() {
            Counter known = required;
            if (known == null) {
                known = counter("payment.required");
                required = known;
            }
            return known;
        }

        Counter reason(Problem problem) {
            return (Counter)
                    meters.computeIfAbsent(problem.code(), code -> Counter.builder(PREFIX + "payment.failure.reasons")
                            .tags(tags.and("reason", code))
                            .register(registry));
        }

        AtomicLong lastSuccess() {
            meters.computeIfAbsent("last.payment.success", n -> Gauge.builder(
                            PREFIX + "last.payment.success.seconds", lastSuccess, AtomicLong::doubleValue)
                    .description("When a payment last succeeded, in seconds since 1970")
                    .tags(tags)
                    .register(registry));
            return lastSuccess;
        }
    }
}

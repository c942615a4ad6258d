package io.offerflow.watcher.monitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A small world for monitors: offers that the test writes, a clock that the test moves, nudges that the test reads. */
final class Story {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final OfferIndex offers = new OfferIndex();
    final List<Told> nudges = new ArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Surroundings around =
            new Surroundings(offers, (ref, wake) -> nudges.add(new Told(ref, wake, now())), new Random(1), metrics);
    private Instant now = START;

    /** A nudge and when it was given. */
    record Told(Ref ref, Wake wake, Instant at) {
        Cause cause() {
            return wake.causes().firstKey();
        }

        String sentence() {
            return wake.causes().values().iterator().next();
        }
    }

    Instant now() {
        return now;
    }

    /** Ticks every 100 ms, as the pulse does. */
    void pass(Duration time, Monitor monitor) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(100);
            monitor.tick(now);
        }
    }

    static Condition is(ConditionType type, Reason reason) {
        return new Condition(type.text(), Condition.Status.True, reason.name(), null, START, 1L);
    }

    static Condition not(ConditionType type, Reason reason) {
        return new Condition(type.text(), Condition.Status.False, reason.name(), null, START, 1L);
    }

    static Condition unknown(ConditionType type) {
        return new Condition(type.text(), Condition.Status.Unknown, Reason.Observing.name(), null, START, 1L);
    }

    OfferFacts offer(String name, Condition... conditions) {
        return offer(new Offer("llm", name), conditions);
    }

    OfferFacts offer(Offer wanted, Condition... conditions) {
        Metadata metadata = new Metadata(
                wanted.namespace,
                wanted.name,
                "uid-" + wanted.name,
                "1",
                1,
                wanted.created,
                wanted.deleting ? START : null,
                wanted.finalizers,
                Map.of(),
                Map.of());
        ServiceOfferSpec spec = new ServiceOfferSpec(
                "http",
                null,
                null,
                new Upstream("web", null, 80, null),
                new Payment(
                        "exact",
                        "base-sepolia",
                        "0x1111111111111111111111111111111111111111",
                        null,
                        null,
                        new Price("0.001", null, null)),
                List.of(),
                List.of(),
                null,
                null,
                wanted.path,
                Map.of(),
                null,
                wanted.drainAt,
                wanted.drainAt == null ? null : "0",
                null);
        ServiceOfferStatus status =
                new ServiceOfferStatus(null, 1, List.of(conditions), null, null, null, null, null, null, null);
        OfferFacts facts = new OfferFacts(metadata, new ServiceOffer(metadata, spec, status));
        offers.put(facts);
        return facts;
    }

    /** What of an offer matters to a monitor. */
    static final class Offer {
        private final String namespace;
        private final String name;
        private Instant created = START;
        private @Nullable String path;
        private @Nullable Instant drainAt;
        private boolean deleting;
        private List<String> finalizers = List.of();

        Offer(String namespace, String name) {
            this.namespace = namespace;
            this.name = name;
        }

        Offer created(Instant at) {
            created = at;
            return this;
        }

        Offer path(String wanted) {
            path = wanted;
            return this;
        }

        Offer drainAt(Instant at) {
            drainAt = at;
            return this;
        }

        Offer deleting() {
            deleting = true;
            finalizers = List.of(ServiceOffer.FINALIZER);
            return this;
        }
    }
}

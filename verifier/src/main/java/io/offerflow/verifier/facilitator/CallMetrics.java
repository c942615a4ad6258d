package io.offerflow.verifier.facilitator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What calls to one facilitator cost, and how it stands with it. */
final class CallMetrics {
    private static final String PREFIX = "offerflow.verifier.facilitator";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final String host;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry registry, URI origin) {
        this.registry = registry;
        this.host = origin.getAuthority();
    }

    void breaker(Supplier<CircuitBreaker.State> state) {
        gauge(".breaker", "0 closed, 1 trying again, 2 open: not asked", () -> state.get()
                .ordinal());
    }

    void inFlight(Supplier<Number> calls) {
        gauge(".in.flight", "Calls that wait for an answer", calls);
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void stop(Timer.Sample sample, Operation operation, Reply reply) {
        String outcome =
                switch (reply) {
                    case Reply.Answer answer -> "answered";
                    case Reply.Unsent unsent -> "unreachable";
                    case Reply.Lost lost -> lost.cause() == Reply.Cause.LATE ? "late" : "lost";
                    case Reply.Full full -> "full";
                };
        sample.stop(timers.computeIfAbsent(operation.word() + outcome, key -> timer(operation.word(), outcome)));
    }

    private Timer timer(String call, String outcome) {
        return Timer.builder(PREFIX)
                .description("Calls to the facilitator")
                .tag("host", host)
                .tag("call", call)
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value)
                .description(description)
                .tag("host", host)
                .register(registry);
    }
}

package io.offerflow.verifier.facilitator;

import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.verifier.pay.Facilitator;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks facilitators over HTTP. Where the first gives no verdict on a payment, the next of the operator's list is asked; who found it valid
 * settles it, and an order to settle goes out once, to him alone.
 */
public final class FacilitatorClient implements Facilitator, AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Limits limits;
    private final Supplier<List<URI>> preferred;
    private final Environment environment;
    private final Deadlines deadlines = new Deadlines();
    private final Map<URI, Origin> origins = new ConcurrentHashMap<>();

    /**
     * @param verify for one verification from the first byte sent to the last received, as is {@code settle} for a settlement
     * @param concurrency calls to one facilitator at the same time, beyond which payments are turned away
     */
    public record Limits(Duration verify, Duration settle, int concurrency) {}

    /** @param encryption for https; it decides which certificates are trusted */
    public record Environment(MeterRegistry metrics, InstantSource clock, SSLSocketFactory encryption) {}

    /** @param preferred the operator's facilitators, the best first; read anew for each payment */
    public FacilitatorClient(Limits limits, Supplier<List<URI>> preferred, Environment environment) {
        this.limits = limits;
        this.preferred = preferred;
        this.environment = environment;
        deadlines.every(SWEEP, () -> origins.values().forEach(Origin::sweep));
    }

    @Override
    public Verification verify(Order order) {
        byte[] json = order.body();
        Verification first = verify(order.facilitator(), json);
        if (isVerdict(first)) {
            return first;
        }
        for (URI other : others(order.facilitator())) {
            Verification next = verify(other, json);
            if (isVerdict(next)) {
                return next;
            }
        }
        return first;
    }

    @Override
    public Settlement settle(Order order) {
        return Verdicts.settlement(origin(order.facilitator()).settle(order.body()));
    }

    @Override
    public Settlement settleAgain(URI facilitator, byte[] body) {
        return Verdicts.settlement(origin(facilitator).settle(body));
    }

    @Override
    public void close() {
        deadlines.close();
        origins.values().forEach(Origin::close);
    }

    private Verification verify(URI facilitator, byte[] json) {
        return Verdicts.verification(origin(facilitator).verify(json), facilitator);
    }

    private static boolean isVerdict(Verification verification) {
        return switch (verification) {
            case Verification.Valid valid -> true;
            case Verification.Invalid invalid -> true;
            case Verification.Unavailable none -> false;
            case Verification.Busy none -> false;
        };
    }

    private List<URI> others(URI first) {
        List<URI> others = new ArrayList<>(preferred.get());
        others.remove(first);
        return others;
    }

    private Origin origin(URI facilitator) {
        Origin known = origins.get(facilitator);
        return known != null ? known : origins.computeIfAbsent(facilitator, this::open);
    }

    private Origin open(URI facilitator) {
        InstantSource clock = environment.clock();
        Origin.Parts parts = new Origin.Parts(
                new Dialer(facilitator, environment.encryption(), clock),
                deadlines,
                new CircuitBreaker(clock),
                new CallMetrics(environment.metrics(), facilitator));
        return new Origin(facilitator, limits, parts);
    }
}

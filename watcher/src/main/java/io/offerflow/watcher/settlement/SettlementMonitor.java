package io.offerflow.watcher.settlement;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.cluster.gate.SettlementListing;
import io.offerflow.watcher.monitor.Monitor;
import io.offerflow.watcher.settlement.SettlementSink.Result;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Sees to it that each settlement whose outcome is unknown has a workflow. What is listed is started once; as long as it is listed, it is
 * offered again every few minutes, so that a workflow which was lost comes back.
 */
public final class SettlementMonitor implements Monitor {
    private static final int CONCURRENCY = 8;
    private static final Duration REPEAT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Starts one on a thread of its own; answers exactly once. */
    @FunctionalInterface
    public interface Starter extends BiConsumer<OpenSettlement, Consumer<Result>> {}

    private record Answer(int term, URI replica, SettlementListing listing) {}

    private record Started(int term, OpenSettlement.Key key, Result result) {}

    private final OutboxAsker asker;
    private final Starter starter;
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Map<URI, Outbox> outboxes = new HashMap<>();
    /** When each listed settlement is to be offered. */
    private final Map<OpenSettlement.Key, Instant> due = new HashMap<>();

    private final Set<OpenSettlement.Key> starting = new HashSet<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Started> started = new ConcurrentLinkedQueue<>();
    private Instant pausedUntil = Instant.MIN;
    private int failures;
    /** Answers to questions of an earlier term as leader come late and count no more. */
    private int term;

    private volatile int listed;
    private volatile int unreachable;

    public SettlementMonitor(OutboxAsker asker, Starter starter, MeterRegistry metrics) {
        this.asker = asker;
        this.starter = starter;
        for (Result result : Result.values()) {
            Counter counter = Counter.builder("offerflow.watcher.settlements")
                    .description("Workflows of unknown settlement outcomes that were to be started")
                    .tag("result", result.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
            results.put(result, counter);
        }
        Gauge.builder("offerflow.watcher.settlements.unknown", () -> listed)
                .description("Settlements whose outcome the gate does not know")
                .register(metrics);
        Gauge.builder("offerflow.watcher.settlements.unreachable", () -> unreachable)
                .description("Ready verifier replicas that do not list theirs")
                .register(metrics);
    }

    @Override
    public void tick(Instant now) {
        Optional<List<URI>> replicas = asker.replicas();
        if (replicas.isEmpty()) {
            return;
        }
        outboxes.keySet().retainAll(replicas.get());
        replicas.get().forEach(replica -> outboxes.computeIfAbsent(replica, fresh -> new Outbox()));
        collect(now);
        start(now);
        ask(now);
    }

    @Override
    public void reset() {
        term++;
        outboxes.clear();
        due.clear();
        starting.clear();
        pausedUntil = Instant.MIN;
        failures = 0;
    }

    private void collect(Instant now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            Outbox outbox = answer.term() == term ? outboxes.get(answer.replica()) : null;
            if (outbox != null) {
                outbox.answered(answer.listing(), now);
            }
        }
        for (Started call = started.poll(); call != null; call = started.poll()) {
            results.get(call.result()).increment();
            if (call.term() == term) {
                starting.remove(call.key());
                ended(call, now);
            }
        }
        unreachable = (int)
                outboxes.values().stream().filter(outbox -> !outbox.reachable()).count();
    }

    private void ended(Started call, Instant now) {
        switch (call.result()) {
            case STARTED, KNOWN, REFUSED -> {
                failures = 0;
                due.put(call.key(), now.plus(REPEAT));
            }
            case AWAY -> {
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
                failures++;
                pausedUntil = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
            }
        }
    }

    private void start(Instant now) {
        Map<OpenSettlement.Key, OpenSettlement> open = new LinkedHashMap<>();
        outboxes.values().forEach(outbox -> outbox.listed().forEach(one -> open.putIfAbsent(one.key(), one)));
        due.keySet().retainAll(open.keySet());
        listed = open.size();
        // While Temporal is away, one call at a time looks whether it is back.
        int room = (failures == 0 ? CONCURRENCY : 1) - starting.size();
        if (now.isBefore(pausedUntil) || room <= 0) {
            return;
        }
        int current = term;
        open.values().stream()
                .filter(one -> !starting.contains(one.key()))
                .filter(one -> !now.isBefore(due.getOrDefault(one.key(), Instant.MIN)))
                .limit(room)
                .forEach(one -> {
                    starting.add(one.key());
                    starter.accept(one, result -> started.add(new Started(current, one.key(), result)));
                });
    }

    private void ask(Instant now) {
        int current = term;
        outboxes.forEach((replica, outbox) -> {
            if (outbox.askable(now)) {
                asker.unknown(replica, outbox.asking(), listing -> answers.add(new Answer(current, replica, listing)));
            }
        });
    }
}

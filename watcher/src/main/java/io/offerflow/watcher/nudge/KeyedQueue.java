package io.offerflow.watcher.nudge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The keyed queue: one pending nudge and one call in flight per object, bounded concurrency over all, back-off while the other side is away.
 * {@link #offer} never blocks and loses nothing. Somebody calls {@link #tick} a few times a second; it ends pauses.
 */
public final class KeyedQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedQueue.class);

    /** How often a lost connection is looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final NudgeSink sink;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private boolean wasConnected = true;
    private Instant nextLook = Instant.MIN;

    public KeyedQueue(QueueSettings settings, NudgeSink sink, InstantSource clock, MeterRegistry metrics) {
        this.backlog = new Backlog(settings.concurrency(), settings.backoff(), RandomGenerator.getDefault());
        this.sink = sink;
        this.clock = clock;
        this.metrics = metrics;
        Gauge.builder("offerflow.watcher.queue.depth", this, KeyedQueue::depth)
                .description("Objects whose nudge waits or is in flight")
                .register(metrics);
        Gauge.builder(
                        "offerflow.watcher.queue.age.seconds",
                        this,
                        queue -> queue.age().toMillis() / 1000.0)
                .description("How long the oldest undelivered nudge has been waiting")
                .register(metrics);
        Gauge.builder("offerflow.watcher.temporal.away", this, queue -> queue.away() ? 1 : 0)
                .description("1 while nudges cannot be delivered")
                .register(metrics);
    }

    public void offer(Key key, Wake wake) {
        synchronized (backlog) {
            backlog.offer(key, wake, clock.instant());
        }
        pump();
    }

    /** Ends pauses that are over, and a pause whose cause is gone. */
    public synchronized void tick() {
        Instant now = clock.instant();
        if (!away()) {
            wasConnected = true;
        } else if (!now.isBefore(nextLook)) {
            nextLook = now.plus(LOOK);
            boolean connected = sink.connected();
            if (connected && !wasConnected) {
                synchronized (backlog) {
                    backlog.resume(now);
                }
            }
            wasConnected = connected;
        }
        pump();
    }

    /** Forgets everything that waits: somebody else leads now, and finds out by itself. */
    public void clear() {
        synchronized (backlog) {
            backlog.clear();
        }
    }

    public int depth() {
        synchronized (backlog) {
            return backlog.depth();
        }
    }

    public boolean away() {
        synchronized (backlog) {
            return backlog.away();
        }
    }

    @Override
    public void close() {
        clear();
        threads.shutdownNow();
    }

    private Duration age() {
        synchronized (backlog) {
            return backlog.age(clock.instant());
        }
    }

    private void pump() {
        List<Backlog.Call> calls = new ArrayList<>();
        synchronized (backlog) {
            Instant now = clock.instant();
            for (Optional<Backlog.Call> call = backlog.next(now); call.isPresent(); call = backlog.next(now)) {
                calls.add(call.get());
            }
        }
        calls.forEach(call -> threads.execute(() -> make(call)));
    }

    private void make(Backlog.Call call) {
        Timer.Sample started = Timer.start(metrics);
        Delivery delivery = Delivery.REFUSED;
        // The thread is this call's alone, so nothing needs to be removed again.
        MDC.put("ref", call.key().ref().toString());
        MDC.put("gen", Long.toString(call.wake().generation()));
        try {
            delivery = sink.deliver(call.key(), call.wake());
        } catch (RuntimeException bug) {
            LOG.error("nudge failed", bug);
        } finally {
            synchronized (backlog) {
                backlog.done(call, delivery, clock.instant());
            }
            count(call.wake(), delivery, started);
        }
        pump();
    }

    private void count(Wake wake, Delivery delivery, Timer.Sample started) {
        String result = delivery.name().toLowerCase(Locale.ROOT);
        started.stop(Timer.builder("offerflow.watcher.signal")
                .description("Duration of the call that wakes a workflow")
                .tag("result", result)
                .register(metrics));
        for (Cause cause : wake.causes().keySet()) {
            Counter.builder("offerflow.watcher.nudges")
                    .description("Nudges by reason; one with several reasons counts for each")
                    .tag("reason", cause.label())
                    .tag("result", result)
                    .register(metrics)
                    .increment();
        }
    }
}

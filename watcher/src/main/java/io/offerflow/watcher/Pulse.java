package io.offerflow.watcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that drives everything periodic. A tick that throws is logged, and the next one comes all the same. */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watcher-pulse").factory());

    private Pulse() {}

    static Pulse start(InstantSource clock, Consumer<Instant> tick) {
        Pulse pulse = new Pulse();
        pulse.thread.scheduleWithFixedDelay(() -> guarded(clock, tick), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return pulse;
    }

    private static void guarded(InstantSource clock, Consumer<Instant> tick) {
        try {
            tick.accept(clock.instant());
        } catch (RuntimeException bug) {
            LOG.error("tick failed", bug);
        }
    }

    /** Waits for a tick that is under way, so that nothing happens after it. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

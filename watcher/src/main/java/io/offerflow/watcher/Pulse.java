package io.offerflow.watcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that drives everything periodic. A tick that throws is logged, and the next one comes all the same. Ticks look at all
 * offers: where these are many, the pulse slows down rather than occupy a processor.
 */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    /** Of the time, a tick may take one part in so many. */
    private static final int SHARE = 10;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("watcher-pulse").factory());

    private Pulse() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    static Pulse start(InstantSource clock, Consumer<Instant> tick) {
        Pulse pulse = new Pulse();
        pulse.thread.execute(() -> pulse.beat(clock, tick));
        return pulse;
    }

    private void beat(InstantSource clock, Consumer<Instant> tick) {
        long begin = System.nanoTime();
        guarded(clock, tick);
        Duration pause = pauseAfter(Duration.ofNanos(System.nanoTime() - begin));
        try {
            thread.schedule(() -> beat(clock, tick), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the pulse has ended");
        }
    }

    static Duration pauseAfter(Duration tick) {
        Duration wanted = tick.multipliedBy(SHARE - 1L);
        if (wanted.compareTo(LONGEST) > 0) {
            return LONGEST;
        }
        return wanted.compareTo(PERIOD) < 0 ? PERIOD : wanted;
    }

    private static void guarded(InstantSource clock, Consumer<Instant> tick) {
        try {
            tick.accept(clock.instant());
        } catch (RuntimeException | Error bug) {
            // Also an Error: thrown on, it would end all ticks without a word, and nothing would be woken any more.
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

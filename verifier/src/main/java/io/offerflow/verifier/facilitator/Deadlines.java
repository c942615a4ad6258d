package io.offerflow.verifier.facilitator;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends calls whose time is up. A socket's own timeout would begin anew with each byte of a slow answer. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("facilitator-deadlines").factory());

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** {@code end} runs after that time unless the future is cancelled; it must not block. */
    Future<?> in(Duration time, Runnable end) {
        return timer.schedule(end, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void every(Duration time, Runnable task) {
        timer.scheduleWithFixedDelay(task, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

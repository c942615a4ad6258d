package io.offerflow.activities;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells Temporal every second that an activity still runs, whatever it waits for. So an activity of a worker that was killed, or that a dying
 * server handed out to nobody, is tried again after the heartbeat's time-out of a few seconds and not after its longest duration.
 */
final class LifeSigns extends WorkerInterceptorBase implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("life-signs").factory());

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Beating(next);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Beating extends ActivityInboundCallsInterceptorBase {
        private ActivityExecutionContext context;

        private Beating(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            this.context = context;
            super.init(context);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            if (context.getInfo().isLocal()) {
                return super.execute(input);
            }
            // A beat that throws is the last one: the result is not wanted any more, as the activity learns when it
            // asks.
            ScheduledFuture<?> beats = timer.scheduleAtFixedRate(
                    () -> context.heartbeat(null), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            try {
                return super.execute(input);
            } finally {
                beats.cancel(false);
            }
        }
    }
}

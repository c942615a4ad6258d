package io.offerflow.workflows.entity;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Waits until dirty, clears it, runs one pass, and so on. Ends only when a pass says that the entity is gone and nothing made it dirty
 * meanwhile; hands over to a new run when the history grows long. Not thread-safe, as workflow code needs not be.
 */
public final class EntityLoop {

    /** One reconciliation. It must not keep anything that it read for the next one. */
    @FunctionalInterface
    public interface Pass {
        Verdict run();
    }

    /** How a pass ended. */
    public sealed interface Verdict {

        /** Nothing to do until a nudge, or until the given instant; {@code why} is shown on the timer. */
        record Sleep(@Nullable Instant until, String why) implements Verdict {}

        /** The object changed under the pass: go again at once. */
        record Again() implements Verdict {}

        /** The object and all it left are gone. */
        record Gone() implements Verdict {}
    }

    private boolean dirty = true;
    private boolean running;
    private long passes;
    /** Kept from pass to pass while they ask for the same instant, so that a wake-up costs no timer events. */
    private @Nullable Alarm alarm;
    /** The newest generation of each uid (empty: unknown) that arrived since the current pass began. Older news the pass has read. */
    private final Map<String, Long> news = new LinkedHashMap<>();

    public void nudge(Nudge nudge) {
        news.merge(nudge.uid() == null ? "" : nudge.uid(), nudge.generation(), Math::max);
        dirty = true;
    }

    /**
     * True when, since the current pass began, a nudge told of a newer generation of this object or of another object under its name. A
     * late nudge costs at most the pass that it interrupts.
     */
    public boolean overtaken(String uid, long generation) {
        return news.entrySet().stream()
                .anyMatch(n -> n.getKey().isEmpty() || n.getKey().equals(uid) ? n.getValue() > generation : true);
    }

    /** Blocks the calling handler until a pass that began after this call has ended. */
    public void awaitPass() {
        long wanted = passes + (running ? 2 : 1);
        dirty = true;
        Workflow.await(() -> passes >= wanted);
    }

    /**
     * Runs passes until the entity is gone.
     *
     * @param historyLimit events after which {@code handOver} is called once no handler runs; it must continue as new. The next run begins
     *     with a pass, so nudges that nobody looked at yet are not lost, and a stream of nudges cannot put the end off. A run makes at
     *     least two passes, so that a limit that is too small does not spin.
     */
    public void run(Pass pass, HistoryLimit historyLimit, Runnable handOver) {
        Verdict verdict = new Verdict.Again();
        while (true) {
            awaitWork(verdict);
            dirty = false;
            news.clear();
            running = true;
            verdict = pass.run();
            running = false;
            passes++;
            boolean idle = Workflow.isEveryHandlerFinished();
            if (verdict instanceof Verdict.Gone && idle && !dirty) {
                return;
            }
            if (passes > 1 && idle && historyLimit.reached()) {
                handOver.run();
            }
        }
    }

    private void awaitWork(Verdict verdict) {
        switch (verdict) {
            case Verdict.Again again -> {}
            case Verdict.Gone gone -> Workflow.await(() -> dirty || Workflow.isEveryHandlerFinished());
            case Verdict.Sleep nap -> sleep(nap.until(), nap.why());
        }
    }

    private void sleep(@Nullable Instant until, String why) {
        if (dirty) {
            return;
        }
        if (until == null) {
            disarm();
            Workflow.await(() -> dirty);
            return;
        }
        Alarm set = arm(until, why);
        if (set == null) {
            return;
        }
        Workflow.await(() -> dirty || set.timer().isCompleted());
        if (set.timer().isCompleted()) {
            alarm = null;
        }
    }

    /** Null when the instant has passed. */
    private @Nullable Alarm arm(Instant until, String why) {
        Alarm set = alarm;
        if (set != null && set.at().equals(until) && !set.timer().isCompleted()) {
            return set;
        }
        disarm();
        // Rounded up: a timer that fires a fraction of a millisecond early would find the instant not reached.
        Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), until)
                .plusNanos(999_999)
                .truncatedTo(ChronoUnit.MILLIS);
        if (left.isNegative() || left.isZero()) {
            return null;
        }
        AtomicReference<Promise<Void>> timer = new AtomicReference<>();
        TimerOptions story = TimerOptions.newBuilder().setSummary(why).build();
        CancellationScope scope = Workflow.newCancellationScope(() -> timer.set(Workflow.newTimer(left, story)));
        scope.run();
        // Looked at, so that the SDK does not warn of each cancelled timer.
        timer.get().exceptionally(cancelled -> null);
        alarm = new Alarm(until, timer.get(), scope);
        return alarm;
    }

    private void disarm() {
        Alarm set = alarm;
        alarm = null;
        if (set != null && !set.timer().isCompleted()) {
            set.scope().cancel();
        }
    }

    /** A timer under way. */
    private record Alarm(Instant at, Promise<Void> timer, CancellationScope scope) {}

    /** When a run should end for the sake of its history. */
    @FunctionalInterface
    public interface HistoryLimit {
        boolean reached();

        /** The server's suggestion, or the given number of events. */
        static boolean reached(int events) {
            return Workflow.getInfo().isContinueAsNewSuggested()
                    || Workflow.getInfo().getHistoryLength() > events;
        }
    }
}

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
            case Verdict.Sleep nap -> {
                if (nap.until() == null) {
                    Workflow.await(() -> dirty);
                } else {
                    sleep(nap.until(), nap.why());
                }
            }
        }
    }

    private void sleep(Instant until, String why) {
        // Rounded up: a timer that fires a fraction of a millisecond early would find the instant not reached.
        Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), until)
                .plusNanos(999_999)
                .truncatedTo(ChronoUnit.MILLIS);
        if (dirty || left.isNegative() || left.isZero()) {
            return;
        }
        CancellationScope scope = Workflow.newCancellationScope(() -> {
            Promise<Void> timer = Workflow.newTimer(
                    left, TimerOptions.newBuilder().setSummary(why).build());
            Workflow.await(() -> dirty || timer.isCompleted());
        });
        scope.run();
        scope.cancel();
    }

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

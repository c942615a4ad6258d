package io.offerflow.workflows.entity;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
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
    private long newestGeneration;
    private long passes;

    public void nudge(Nudge nudge) {
        newestGeneration = Math.max(newestGeneration, nudge.generation());
        dirty = true;
    }

    /** Marks dirty without news, for updates. */
    public void wake() {
        dirty = true;
    }

    /** The newest generation that a nudge named; 0 when none did. */
    public long newestGeneration() {
        return newestGeneration;
    }

    /** Another object took the name: its generations start anew. */
    public void forgetGenerations() {
        newestGeneration = 0;
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
     * @param historyLimit events after which {@code handOver} is called at the next quiet point; it must continue as new
     */
    public void run(Pass pass, HistoryLimit historyLimit, Runnable handOver) {
        Verdict verdict = new Verdict.Again();
        while (true) {
            awaitWork(verdict);
            dirty = false;
            running = true;
            verdict = pass.run();
            running = false;
            passes++;
            boolean quiet = !dirty && Workflow.isEveryHandlerFinished();
            if (verdict instanceof Verdict.Gone && quiet) {
                return;
            }
            if (quiet && historyLimit.reached()) {
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
        Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), until);
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

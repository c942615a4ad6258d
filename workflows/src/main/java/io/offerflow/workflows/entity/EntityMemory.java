package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the workflow remembers between passes; everything else is read anew. Keyed by uid: another uid starts empty.
 *
 * @param generation the generation that {@code openPasses} and {@code outcomes} are about
 * @param openPasses passes in a row that left something to do, for the back-off
 * @param outcomes what became of the last pass's steps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntityMemory(
        @Nullable String uid,
        long generation,
        int openPasses,
        List<StepOutcome> outcomes,
        List<Repair> repairs,
        List<TimelineEntry> timeline) {

    public static final EntityMemory EMPTY = new EntityMemory(null, 0, 0, List.of(), List.of(), List.of());

    private static final int TIMELINE_LIMIT = 60;
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    public static final Duration REPAIR_WINDOW = Duration.ofMinutes(10);

    /** A child that somebody had undone, and who. */
    public record Repair(String child, String manager, Instant at) {}

    /** The memory for the object with this uid and generation: another uid keeps only the timeline; a new generation starts its tries anew. */
    public EntityMemory of(@Nullable String observed, long observedGeneration) {
        if (observed == null) {
            return this;
        }
        if (uid != null && !observed.equals(uid)) {
            return new EntityMemory(observed, observedGeneration, 0, List.of(), List.of(), timeline);
        }
        return observedGeneration == generation
                ? new EntityMemory(observed, generation, openPasses, outcomes, repairs, timeline)
                : new EntityMemory(observed, observedGeneration, 0, List.of(), repairs, timeline);
    }

    /** After steps: their outcomes. The pass counts as open until {@link #settled()}. */
    public EntityMemory afterSteps(List<StepOutcome> results) {
        return new EntityMemory(uid, generation, openPasses + 1, List.copyOf(results), repairs, timeline);
    }

    /** After a pass that got nowhere, because it was overtaken or failed as a whole. */
    public EntityMemory open() {
        return afterSteps(outcomes);
    }

    /** Nothing is left to do. */
    public EntityMemory settled() {
        return new EntityMemory(uid, generation, 0, List.of(), repairs, timeline);
    }

    public EntityMemory withRepair(Repair repair) {
        List<Repair> kept = new ArrayList<>(repairs);
        kept.removeIf(r -> r.at().isBefore(repair.at().minus(REPAIR_WINDOW)));
        kept.add(repair);
        return new EntityMemory(uid, generation, openPasses, outcomes, List.copyOf(kept), timeline);
    }

    /** How often the same manager undid the same child within the window. */
    public long recentRepairs(String child, String manager, Instant now) {
        return repairs.stream()
                .filter(r -> r.child().equals(child) && r.manager().equals(manager))
                .filter(r -> r.at().isAfter(now.minus(REPAIR_WINDOW)))
                .count();
    }

    /** When to try again what is left to do: after 1 s, 2 s, 4 s … up to five minutes; a nudge ends the wait. Null without steps. */
    public @Nullable Instant retryAt(List<Step> steps, Instant now) {
        return steps.isEmpty() || openPasses == 0 ? null : now.plus(backOff());
    }

    /** The wait after this many open passes. */
    public Duration backOff() {
        int doublings = Math.clamp(openPasses - 1L, 0, 10);
        Duration wait = Duration.ofSeconds(1L << doublings);
        return wait.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : wait;
    }

    /** The first step that was refused, with the API server's words; null when none was. */
    public @Nullable String firstRefusal(String stepsThat) {
        return outcomes.stream()
                .filter(o -> o.result() == StepOutcome.Result.FAILED && o.step().startsWith(stepsThat))
                .map(o -> o.step() + ": " + o.message())
                .findFirst()
                .orElse(null);
    }

    public EntityMemory noted(Instant at, String what) {
        List<TimelineEntry> lines = new ArrayList<>(timeline);
        lines.add(new TimelineEntry(at, what));
        if (lines.size() > TIMELINE_LIMIT) {
            lines = lines.subList(lines.size() - TIMELINE_LIMIT, lines.size());
        }
        return new EntityMemory(uid, generation, openPasses, outcomes, repairs, List.copyOf(lines));
    }
}

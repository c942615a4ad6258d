package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.workflows.entity.TimelineEntry;
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
public record OfferMemory(
        @Nullable String uid,
        long generation,
        int openPasses,
        List<StepOutcome> outcomes,
        List<Repair> repairs,
        List<TimelineEntry> timeline) {

    public static final OfferMemory EMPTY = new OfferMemory(null, 0, 0, List.of(), List.of(), List.of());

    private static final int TIMELINE_LIMIT = 60;
    static final Duration REPAIR_WINDOW = Duration.ofMinutes(10);

    /** A child that somebody had undone, and who. */
    public record Repair(String child, String manager, Instant at) {}

    /** The memory for the object with this uid and generation: another uid keeps only the timeline; a new generation starts its tries anew. */
    public OfferMemory of(@Nullable String observed, long observedGeneration) {
        if (observed == null) {
            return this;
        }
        if (uid != null && !observed.equals(uid)) {
            return new OfferMemory(observed, observedGeneration, 0, List.of(), List.of(), timeline);
        }
        return observedGeneration == generation
                ? new OfferMemory(observed, generation, openPasses, outcomes, repairs, timeline)
                : new OfferMemory(observed, observedGeneration, 0, List.of(), repairs, timeline);
    }

    /** After steps: their outcomes. The pass counts as open until {@link #settled()}. */
    public OfferMemory afterSteps(List<StepOutcome> results) {
        return new OfferMemory(uid, generation, openPasses + 1, List.copyOf(results), repairs, timeline);
    }

    /** After a pass that got nowhere, because it was overtaken or failed as a whole. */
    public OfferMemory open() {
        return afterSteps(outcomes);
    }

    /** Nothing is left to do. */
    public OfferMemory settled() {
        return new OfferMemory(uid, generation, 0, List.of(), repairs, timeline);
    }

    public OfferMemory withRepair(Repair repair) {
        List<Repair> kept = new ArrayList<>(repairs);
        kept.removeIf(r -> r.at().isBefore(repair.at().minus(REPAIR_WINDOW)));
        kept.add(repair);
        return new OfferMemory(uid, generation, openPasses, outcomes, List.copyOf(kept), timeline);
    }

    /** How often the same manager undid the same child within the window. */
    public long recentRepairs(String child, String manager, Instant now) {
        return repairs.stream()
                .filter(r -> r.child().equals(child) && r.manager().equals(manager))
                .filter(r -> r.at().isAfter(now.minus(REPAIR_WINDOW)))
                .count();
    }

    public OfferMemory noted(Instant at, String what) {
        List<TimelineEntry> lines = new ArrayList<>(timeline);
        lines.add(new TimelineEntry(at, what));
        if (lines.size() > TIMELINE_LIMIT) {
            lines = lines.subList(lines.size() - TIMELINE_LIMIT, lines.size());
        }
        return new OfferMemory(uid, generation, openPasses, outcomes, repairs, List.copyOf(lines));
    }
}

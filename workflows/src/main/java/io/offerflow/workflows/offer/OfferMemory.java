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
 * @param failedPasses passes in a row whose steps did not all succeed, for the back-off
 * @param outcomes what became of the last pass's steps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OfferMemory(
        @Nullable String uid,
        int failedPasses,
        List<StepOutcome> outcomes,
        List<Repair> repairs,
        List<TimelineEntry> timeline) {

    public static final OfferMemory EMPTY = new OfferMemory(null, 0, List.of(), List.of(), List.of());

    private static final int TIMELINE_LIMIT = 60;
    private static final Duration REPAIR_WINDOW = Duration.ofMinutes(10);

    /** A child that somebody had undone, and who. */
    public record Repair(String child, String manager, Instant at) {}

    /** The memory for the object with this uid: this one, or an empty one that keeps the timeline. */
    public OfferMemory forUid(@Nullable String observed) {
        return observed == null || uid == null || observed.equals(uid)
                ? new OfferMemory(observed == null ? uid : observed, failedPasses, outcomes, repairs, timeline)
                : new OfferMemory(observed, 0, List.of(), List.of(), timeline);
    }

    /** After a pass: its outcomes, counted as failed when one step was not done. */
    public OfferMemory afterSteps(List<StepOutcome> results) {
        boolean failed = results.stream().anyMatch(o -> o.result() != StepOutcome.Result.DONE);
        return new OfferMemory(uid, failed ? failedPasses + 1 : 0, List.copyOf(results), repairs, timeline);
    }

    public OfferMemory withRepair(Repair repair) {
        List<Repair> kept = new ArrayList<>(repairs);
        kept.removeIf(r -> r.at().isBefore(repair.at().minus(REPAIR_WINDOW)));
        kept.add(repair);
        return new OfferMemory(uid, failedPasses, outcomes, List.copyOf(kept), timeline);
    }

    /** How often the same manager undid the same child within the window. */
    public long recentRepairs(String child, String manager, Instant now) {
        return repairs.stream()
                .filter(r -> r.child().equals(child) && r.manager().equals(manager))
                .filter(r -> !r.at().isBefore(now.minus(REPAIR_WINDOW)))
                .count();
    }

    public OfferMemory noted(Instant at, String what) {
        List<TimelineEntry> lines = new ArrayList<>(timeline);
        lines.add(new TimelineEntry(at, what));
        if (lines.size() > TIMELINE_LIMIT) {
            lines = lines.subList(lines.size() - TIMELINE_LIMIT, lines.size());
        }
        return new OfferMemory(uid, failedPasses, outcomes, repairs, List.copyOf(lines));
    }
}

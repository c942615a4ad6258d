package io.offerflow.workflows.settlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.workflows.entity.TimelineEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run hands to the next.
 *
 * @param rounds questions to the chain since the start, or since people were told
 * @param unresolvedSince when they were told; null before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Progress(Instant startedAt, int rounds, @Nullable Instant unresolvedSince, List<TimelineEntry> timeline) {
    private static final int TIMELINE_LIMIT = 50;

    static Progress starting(Instant now) {
        return new Progress(now, 0, null, List.of());
    }

    Progress round() {
        return new Progress(startedAt, rounds + 1, unresolvedSince, timeline);
    }

    Progress unresolved(Instant now) {
        return unresolvedSince == null ? new Progress(startedAt, 0, now, timeline) : this;
    }

    /** The same line twice in a row is one. */
    Progress noted(Instant now, String what) {
        if (!timeline.isEmpty() && timeline.getLast().what().equals(what)) {
            return this;
        }
        List<TimelineEntry> lines = new ArrayList<>(timeline);
        lines.add(new TimelineEntry(now, what));
        int surplus = Math.max(0, lines.size() - TIMELINE_LIMIT);
        return new Progress(startedAt, rounds, unresolvedSince, List.copyOf(lines.subList(surplus, lines.size())));
    }
}

package io.offerflow.watcher.nudge;

import io.offerflow.api.Metadata;
import io.offerflow.workflows.entity.Nudge;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A nudge that waits for delivery. Two for the same key become one.
 *
 * @param causes each with its newest sentence
 * @param starts whether the workflow is started when none runs; not for an offer that is gone, whose workflow has ended or is about to
 */
public record Wake(@Nullable String uid, long generation, SortedMap<Cause, String> causes, boolean starts) {
    private static final int MAX_REASON = 300;

    public Wake {
        causes = Collections.unmodifiableSortedMap(new TreeMap<>(causes));
    }

    /** About an object that exists. */
    public static Wake of(Metadata metadata, Cause cause, String sentence) {
        return new Wake(metadata.uid(), metadata.generation(), new TreeMap<>(java.util.Map.of(cause, sentence)), true);
    }

    public static Wake of(Metadata metadata, Cause cause) {
        return of(metadata, cause, cause.sentence());
    }

    /** About an object that is not there: {@code starts} says whether something is left to do for a workflow. */
    public static Wake absent(Cause cause, String sentence, boolean starts) {
        return new Wake(null, 0, new TreeMap<>(java.util.Map.of(cause, sentence)), starts);
    }

    /** Both in one: the newest generation wins, with its uid; at equal generations the later one. */
    public Wake then(Wake later) {
        SortedMap<Cause, String> both = new TreeMap<>(causes);
        both.putAll(later.causes);
        boolean keepOlder =
                later.uid == null || (uid != null && uid.equals(later.uid) && generation > later.generation);
        return keepOlder
                ? new Wake(uid, generation, both, starts || later.starts)
                : new Wake(later.uid, later.generation, both, starts || later.starts);
    }

    public Nudge nudge() {
        String reason = causes.values().stream().distinct().collect(Collectors.joining("; "));
        return new Nudge(
                uid, generation, reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…");
    }
}

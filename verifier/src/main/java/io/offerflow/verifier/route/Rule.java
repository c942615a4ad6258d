package io.offerflow.verifier.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the gate does with the requests it covers. Rules are compared by identity where two readings of one path must agree.
 *
 * @param until from this instant on the rule refuses (end of a drain); null for no end
 * @param door what of an agent the rule lets through; null for what is no agent
 */
public record Rule(@Nullable SeriesLabels labels, Access access, @Nullable Instant until, @Nullable AgentDoor door) {
    /** Nothing is sold there. */
    public static final Rule OPEN = new Rule(null, new Access.Free(), null);
    /** Something is or was sold around there, but nothing at this path. */
    public static final Rule NO_ROUTE = refusing("no_route", "nothing is served at this path");
    /** The path can be read in two ways, or in none. */
    public static final Rule INVALID_PATH = refusing("invalid_path", "the forwarded path cannot be read safely");

    public static final Rule UNKNOWN_OFFER = refusing("unknown_offer", "there is no such offer");

    static final Rule WITHDRAWN = refusing("offer_withdrawn", "this offer is not on sale");
    static final Rule QUARANTINED = refusing("offer_quarantined", "this offer is not configured correctly");
    static final Rule CONFLICT = refusing("path_conflict", "this offer's path belongs to another offer");

    /** For what is no agent. */
    public Rule(@Nullable SeriesLabels labels, Access access, @Nullable Instant until) {
        this(labels, access, until, null);
    }

    private static Rule refusing(String reason, String sentence) {
        return new Rule(null, new Access.Refused(reason, sentence), null);
    }

    /** What holds at {@code now}. */
    public Access accessAt(Instant now) {
        return until == null || now.isBefore(until) ? access : WITHDRAWN.access;
    }
}

package io.offerflow.api.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One replica's word about one offer: the body of the admin listener's {@code GET /routes/{ns}/{name}} and an item of {@code GET
 * /routes}. {@code reason} is the name of a {@link io.offerflow.api.condition.Reason} when the offer is not served.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateReport(
        String namespace,
        String name,
        @Nullable String uid,
        long generation,
        @Nullable String digest,
        State state,
        @Nullable String reason,
        @Nullable String message) {

    /** Serialised by its name. */
    public enum State {
        /** Requests are charged and let through. */
        Served,
        /** The spec is broken; requests answer 403. */
        Quarantined,
        /** An older offer owns the path; requests answer 403. */
        Conflict,
        /** Deleting, drained or waiting for its agent; requests answer 403. */
        Withdrawn,
        /** The replica has never seen such an offer (status 404). */
        Unknown
    }
}

package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the Gateway says of our HTTPRoute. {@code Accepted} needs Accepted=True and ResolvedRefs not False at the route's generation;
 * {@code Pending} means no word yet.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteAcceptance(State state, @Nullable String reason, @Nullable String message) {

    public enum State {
        Accepted,
        Rejected,
        Pending
    }

    public static final RouteAcceptance PENDING = new RouteAcceptance(State.Pending, null, null);
}

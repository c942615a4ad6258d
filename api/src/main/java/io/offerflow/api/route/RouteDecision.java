package io.offerflow.api.route;

import io.offerflow.api.condition.Reason;

/** What an offer's own object says about serving it. Path conflicts between offers come on top (PathClaims). */
public sealed interface RouteDecision {

    /** Serve it. */
    record Served(Route route) implements RouteDecision {}

    /** The spec is broken; its path still answers 403. */
    record Quarantined(Reason reason, String message) implements RouteDecision {}

    /** Deleting, drained, or waiting for its agent: refused, and nothing is wrong with it. */
    record Withdrawn(Reason reason, String message) implements RouteDecision {}
}

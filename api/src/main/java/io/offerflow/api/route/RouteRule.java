package io.offerflow.api.route;

import io.offerflow.api.path.RoutePath;

/** What holds for one part of an offer. */
public record RouteRule(RoutePath path, Charge charge) {}

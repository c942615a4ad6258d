package io.offerflow.verifier.route;

import io.offerflow.api.route.Requirement;
import java.util.List;

/**
 * What a paid rule asks for.
 *
 * @param path the rule's own path, for resource addresses when the request's is not usable
 * @param requirements at least one
 * @param settles false only for static routes under {@code verifyOnly}: the payment is checked and reserved, and no money moves
 * @param upstreamDown the seller cannot deliver now: payments are turned away before money moves
 */
public record Terms(
        String path, String description, List<Requirement> requirements, boolean settles, boolean upstreamDown) {}

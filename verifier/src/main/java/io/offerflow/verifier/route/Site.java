package io.offerflow.verifier.route;

import org.jspecify.annotations.Nullable;

/**
 * What stands at one path of an offer.
 *
 * @param owner the rules of the offer that owns the path; null where the path lies fallow: its offer is not or no longer served, and
 *     nothing at or below it is free
 */
record Site(String path, @Nullable OfferRules owner) {
    boolean owned() {
        return owner != null;
    }

    boolean fallow() {
        return owner == null;
    }
}

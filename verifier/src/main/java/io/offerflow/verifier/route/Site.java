package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one path of an offer.
 *
 * @param offers those that have this path, served or not
 * @param owner the rules of the offer that owns the path; null where the path lies fallow: its offer is not or no longer served, and
 *     nothing at or below it is free
 */
record Site(String path, Set<Ref> offers, @Nullable OfferRules owner) {
    boolean owned() {
        return owner != null;
    }

    boolean fallow() {
        return owner == null;
    }

    boolean used() {
        return !offers.isEmpty();
    }
}

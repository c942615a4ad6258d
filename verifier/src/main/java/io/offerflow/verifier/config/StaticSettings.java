package io.offerflow.verifier.config;

import io.offerflow.verifier.route.StaticRules;
import java.net.URI;
import java.util.List;

/**
 * The file, checked and resolved.
 *
 * @param facilitators who verifies and settles every payment, an offer's too; at least one, the best first
 * @param verifyOnly payments on static routes are checked but never settled; offers always settle
 */
public record StaticSettings(List<URI> facilitators, boolean verifyOnly, StaticRules rules) {

    /** What holds without a file. */
    public static StaticSettings defaults(List<URI> facilitators) {
        return new StaticSettings(facilitators, false, StaticRules.NONE);
    }

    /** Who is asked first. */
    public URI facilitator() {
        return facilitators.getFirst();
    }
}

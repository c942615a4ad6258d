package io.offerflow.verifier.config;

import io.offerflow.verifier.route.StaticRules;
import java.net.URI;

/**
 * The file, checked and resolved.
 *
 * @param facilitator every payment is verified and settled there, an offer's too
 * @param verifyOnly payments on static routes are checked but never settled; offers always settle
 */
public record StaticSettings(URI facilitator, boolean verifyOnly, StaticRules rules) {

    /** What holds without a file. */
    public static StaticSettings defaults(URI facilitator) {
        return new StaticSettings(facilitator, false, StaticRules.NONE);
    }
}

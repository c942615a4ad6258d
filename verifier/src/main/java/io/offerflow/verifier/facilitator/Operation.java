package io.offerflow.verifier.facilitator;

import java.util.Locale;

/** What a facilitator is asked for. */
enum Operation {
    VERIFY,
    SETTLE;

    /** Its word in paths and metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

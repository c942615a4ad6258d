package io.offerflow.verifier.http;

/**
 * What an answer means, for the access log.
 *
 * @param reason a stable word of ours; empty where there is nothing to say
 */
record Note(Decision decision, String reason) {
    /** How the gate decided. */
    enum Decision {
        /** The request went on: to the proxy that asked, or to the upstream. */
        PASSED,
        /** A payment or a sign-in was asked for, and none had been presented. */
        CHALLENGED,
        DENIED
    }

    /** As long as nothing has been answered. */
    static final Note UNANSWERED = denied("unanswered");

    static final Note PASSED = new Note(Decision.PASSED, "");

    static Note challenged(String reason) {
        return new Note(Decision.CHALLENGED, reason);
    }

    static Note denied(String reason) {
        return new Note(Decision.DENIED, reason);
    }
}

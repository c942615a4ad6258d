package io.offerflow.verifier.proxy;

import java.util.List;
import java.util.Set;

/** What is bought, which decides how its failure is told. */
public enum Wares {
    /** An answer below 400; streams and large ones are paid for before their end is known. */
    ANYTHING {
        @Override
        boolean failed(int status, List<HeaderLine> headers) {
            return Failures.failed(status, headers);
        }

        @Override
        boolean failed(List<HeaderLine> headers, byte[] body) {
            return Failures.failed(headers, body);
        }
    },
    /** A run of an agent that says itself that it was completed; an end that nobody can read is none. */
    AGENT_RUN {
        @Override
        boolean failed(int status, List<HeaderLine> headers) {
            return status < 200 || status > 299 || Failures.failed(status, headers) || AgentRun.compressed(headers);
        }

        @Override
        boolean failed(List<HeaderLine> headers, byte[] body) {
            return !AgentRun.completed(headers, body);
        }

        @Override
        boolean needsItsEnd() {
            return true;
        }

        /** What the buyer can mend himself; all else is between the agent and its seller, and may name places inside the cluster. */
        @Override
        boolean tells(int status) {
            return BUYERS_OWN.contains(status);
        }
    };

    private static final Set<Integer> BUYERS_OWN = Set.of(400, 413, 415, 422, 429);

    abstract boolean failed(int status, List<HeaderLine> headers);

    /** Of a complete answer whose head says no failure. */
    abstract boolean failed(List<HeaderLine> headers, byte[] body);

    /** Whether streams are held back to their end too, and what is too large to hold has failed. */
    boolean needsItsEnd() {
        return false;
    }

    /** Whether the buyer gets a failure's own words. */
    boolean tells(int status) {
        return true;
    }
}

package io.offerflow.dev.fault;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A call that went through the proxy, as the journal keeps it.
 *
 * @param at when it arrived
 * @param verb HTTP method, or {@code WATCH}
 * @param path without the query
 * @param upstream the status that the server gave; 0 when it was not asked or did not answer
 * @param answered the status that the client was given; 0 when it got none
 * @param fault what befell the call; events of watches are not noted
 */
public record Call(Instant at, String verb, String path, int upstream, int answered, Optional<Fault> fault) {
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

    /** Whether the call asked for a change. */
    public boolean write() {
        return WRITES.contains(verb);
    }
}

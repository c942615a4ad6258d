package io.offerflow.verifier.proxy;

import java.net.URI;
import java.util.Optional;

/**
 * Where requests for one offer go.
 *
 * @param base scheme, host and port of the upstream, maybe with a path of its own
 * @param prefix the offer's public path, which the upstream does not see
 * @param kind what is spoken there
 */
public record Target(URI base, String prefix, Kind kind, Optional<UpstreamCredential> credential) {

    public enum Kind {
        HTTP,
        /** The chat completions API, whose clients name its path in several ways. */
        CHAT,
        /** A Hermes agent: of its API only the chat is asked, in a conversation of the payer's own. */
        AGENT
    }

    /** A target, or why there is none at the moment. */
    public sealed interface Lookup {
        record Found(Target target) implements Lookup {}

        /** {@code sentence} names no address. */
        record Unavailable(String sentence) implements Lookup {}
    }
}

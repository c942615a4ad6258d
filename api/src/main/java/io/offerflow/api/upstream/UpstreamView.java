package io.offerflow.api.upstream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The upstream of an offer as found: {@code target} reads {@code namespace/service:port}; {@code probe} is set when it could be asked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpstreamView(State state, String target, @Nullable Probe probe) {

    public enum State {
        /** The Service exists and was probed. */
        Probed,
        /** There is no such Service. */
        Missing,
        /** Another namespace, and no ReferenceGrant there names this one. */
        NotGranted,
        /** An ExternalName Service, and the setting does not allow those. */
        ExternalNameRefused,
        /** The offer names no upstream (agents, or an unreadable spec). */
        None
    }

    public static final UpstreamView NONE = new UpstreamView(State.None, "", null);
}

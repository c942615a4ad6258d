package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import java.util.List;
import java.util.Objects;

/**
 * Hermes's toolsets that reach beyond one conversation. All buyers' questions run in one process with one disk, one environment and one wallet, so that
 * whoever can have a file read or a command run is not kept apart from anybody.
 */
final class Toolsets {
    /**
     * By what they open: memory, schedules and other sessions carry words from buyer to buyer; terminal, file and code reach Hermes's own store,
     * its environment and the signer; web and browser reach what the pod reaches; vision reads any image by its path.
     */
    private static final List<String> REACHING = List.of(
            "memory",
            "web",
            "session_search",
            "cronjob",
            "delegation",
            "image_gen",
            "browser",
            "terminal",
            "file",
            "code_execution",
            "vision");

    private Toolsets() {}

    /** What the spec says, or else everything that reaches beyond a conversation. */
    static List<String> disabled(Agent.Spec spec) {
        return Objects.requireNonNullElse(spec.disabledToolsets(), REACHING);
    }

    /** Those that the spec leaves on, though they reach beyond a conversation. */
    static List<String> open(Agent.Spec spec) {
        List<String> disabled = disabled(spec);
        return REACHING.stream().filter(name -> !disabled.contains(name)).toList();
    }
}

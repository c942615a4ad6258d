package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Hermes's configuration, without secrets: the key of the model gateway comes from the environment. */
final class HermesConfig {
    /** Entry of the ConfigMap. */
    static final String FILE = "config.yaml";

    private static final int DEFAULT_TURNS = 30;
    /** A public tunnel ends a request after 100 s; work must end before. */
    private static final int TERMINAL_SECONDS = 80;

    private static final int TERMINAL_LIFE_SECONDS = 90;
    private static final String CUSTOM = "custom";
    /** Hermes puts variables of its environment in. */
    private static final String HOME = "${HERMES_HOME}";

    /** What remembers, schedules or reaches out would carry something from one buyer to the next. */
    private static final List<String> DISABLED =
            List.of("memory", "web", "session_search", "cronjob", "delegation", "image_gen", "browser");

    private HermesConfig() {}

    static Map<String, Object> of(Agent agent, String model, AgentSettings settings) {
        Map<String, Object> config = restarting(agent);
        config.put("model", model(agent, model, settings));
        return config;
    }

    /** Changes with what Hermes reads at its start only; it reads the model anew for each request. */
    static String restartDigest(Agent agent) {
        return Rendered.digest(restarting(agent));
    }

    private static Map<String, Object> restarting(Agent agent) {
        Agent.Spec spec = agent.spec();
        Map<String, Object> config = new TreeMap<>();
        config.put(
                "terminal",
                new TreeMap<>(Map.of(
                        "backend",
                        "local",
                        "cwd",
                        HOME + "/workspace",
                        "timeout",
                        TERMINAL_SECONDS,
                        "lifetime_seconds",
                        TERMINAL_LIFE_SECONDS,
                        "docker_mount_cwd_to_workspace",
                        false)));
        config.put(
                "agent",
                new TreeMap<>(Map.of(
                        "max_turns",
                        Objects.requireNonNullElse(spec.maxTurns(), DEFAULT_TURNS),
                        "reasoning_effort",
                        "low",
                        "disabled_toolsets",
                        Objects.requireNonNullElse(spec.disabledToolsets(), DISABLED))));
        config.put("approvals", Map.of("mode", "off"));
        // One buyer could otherwise have a skill written that the next one is served with.
        config.put(
                "skills",
                new TreeMap<>(Map.of("external_dirs", List.of(HOME + "/obol-skills"), "write_approval", true)));
        if (spec.maxConcurrentRuns() != null) {
            config.put("gateway", Map.of("api_server", Map.of("max_concurrent_runs", spec.maxConcurrentRuns())));
        }
        return config;
    }

    private static Map<String, Object> model(Agent agent, String model, AgentSettings settings) {
        String provider = agent.spec().modelProvider();
        Map<String, Object> out = new TreeMap<>();
        out.put("default", model);
        if (provider == null || provider.isBlank() || CUSTOM.equals(provider)) {
            out.put("provider", CUSTOM);
            out.put("base_url", settings.modelUrl());
            out.put("api_key", "${" + PodSecrets.MODEL_KEY + "}");
        } else {
            out.put("provider", provider);
        }
        return out;
    }
}

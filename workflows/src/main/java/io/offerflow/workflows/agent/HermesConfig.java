package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
                        Toolsets.disabled(spec))));
        config.put("approvals", Map.of("mode", "off"));
        // One buyer could otherwise have a skill written that the next one is served with.
        config.put(
                "skills",
                new TreeMap<>(Map.of("external_dirs", List.of(HOME + "/obol-skills"), "write_approval", true)));
        if (!spec.mcpServers().isEmpty()) {
            config.put("mcp_servers", mcpServers(spec));
        }
        if (spec.maxConcurrentRuns() != null) {
            config.put("gateway", Map.of("api_server", Map.of("max_concurrent_runs", spec.maxConcurrentRuns())));
        }
        return config;
    }

    private static Map<String, Object> mcpServers(Agent.Spec spec) {
        Map<String, Object> servers = new TreeMap<>();
        for (Agent.McpServer server : spec.mcpServers()) {
            Map<String, Object> entry = new TreeMap<>();
            put(entry, "command", server.command());
            put(entry, "url", server.url());
            put(entry, "transport", server.transport());
            put(entry, "timeout", server.timeout());
            if (!server.args().isEmpty()) {
                entry.put("args", server.args());
            }
            if (!server.env().isEmpty()) {
                entry.put("env", new TreeMap<>(server.env()));
            }
            servers.put(String.valueOf(server.name()), entry);
        }
        return servers;
    }

    private static void put(Map<String, Object> entry, String name, @Nullable Object value) {
        if (value != null) {
            entry.put(name, value);
        }
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

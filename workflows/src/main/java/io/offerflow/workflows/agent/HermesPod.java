package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.seed.Preparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pod of a Hermes agent, within the restricted Pod Security Standard. */
final class HermesPod {
    /** Hermes's home on the agent's disk. */
    static final String HOME = "/data/.hermes";

    private static final String CONFIG = "/config";
    private static final String SOUL = "/soul";
    private static final String SKILLS = "/skills";
    private static final String PROFILE = "/profile";
    private static final int USER = 1_000;
    private static final String NAME = "hermes";

    private HermesPod() {}

    /**
     * The pod template.
     *
     * @param credentials which Hermes reads at its start
     */
    static Map<String, Object> template(Agent agent, Credentials credentials, AgentSettings settings) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("labels", Labels.ofAgentChild(agent.ref()));
        Map<String, String> annotations = new TreeMap<>(Map.of(
                "checksum/hermes-config",
                HermesConfig.restartDigest(agent),
                AgentSeed.SKILLS_DIGEST,
                AgentSeed.skillsDigest(agent),
                AgentSeed.RENDER_SOUL,
                AgentSeed.request(agent),
                PodSecrets.VERSIONS,
                credentials.environment(),
                AgentChildren.KEY_VERSION,
                credentials.keyVersion()));
        if (credentials.wallet() != null) {
            annotations.put(AgentWallet.TOKEN_VERSION, credentials.wallet().tokenVersion());
        }
        metadata.put("annotations", annotations);
        return new TreeMap<>(Map.of("metadata", metadata, "spec", spec(agent, credentials, settings)));
    }

    private static Map<String, Object> spec(Agent agent, Credentials credentials, AgentSettings settings) {
        Map<String, Object> spec = new TreeMap<>();
        spec.put("serviceAccountName", NAME);
        spec.put("automountServiceAccountToken", false);
        spec.put("enableServiceLinks", false);
        spec.put("terminationGracePeriodSeconds", 60);
        Map<String, Object> security = PodParts.securityContext(USER);
        security.put("fsGroupChangePolicy", "OnRootMismatch");
        spec.put("securityContext", security);
        spec.put("initContainers", List.of(prepare(agent, settings)));
        spec.put("containers", List.of(hermes(agent, credentials, settings)));
        spec.put(
                "volumes",
                List.of(
                        PodParts.volume("data", Map.of("persistentVolumeClaim", Map.of("claimName", "hermes-data"))),
                        PodParts.volume("config", Map.of("configMap", Map.of("name", "hermes-config"))),
                        PodParts.volume("soul", Map.of("configMap", Map.of("name", "hermes-soul"))),
                        PodParts.volume("skills", Map.of("configMap", Map.of("name", "hermes-skills"))),
                        PodParts.volume("profile", Map.of("secret", profile())),
                        PodParts.volume("tmp", Map.of("emptyDir", Map.of("sizeLimit", "1Gi")))));
        return spec;
    }

    /** What people may give an agent on its way. */
    private static Map<String, Object> profile() {
        String file = "profile.tar.gz";
        return new TreeMap<>(Map.of(
                "secretName",
                "hermes-profile-seed",
                "optional",
                true,
                "items",
                List.of(new TreeMap<>(Map.of("key", file, "path", file)))));
    }

    private static Map<String, Object> prepare(Agent agent, AgentSettings settings) {
        Map<String, Object> container = PodParts.container(
                "prepare",
                settings.image(),
                List.of(
                        PodParts.mount("data", "/data"),
                        PodParts.readOnly("config", CONFIG),
                        PodParts.readOnly("soul", SOUL),
                        PodParts.readOnly("skills", SKILLS),
                        PodParts.readOnly("profile", PROFILE),
                        PodParts.mount("tmp", "/tmp")));
        container.put("command", Preparation.command());
        container.put(
                "env",
                List.of(
                        PodParts.variable("HERMES_HOME", HOME),
                        PodParts.variable("CONFIG_DIR", CONFIG),
                        PodParts.variable("SOUL_DIR", SOUL),
                        PodParts.variable("SKILLS_DIR", SKILLS),
                        PodParts.variable("PROFILE_DIR", PROFILE),
                        PodParts.variable("SOUL_REQUEST", AgentSeed.request(agent))));
        container.put(
                "resources",
                PodParts.resources(
                        new PodParts.Amounts("10m", "32Mi", "64Mi"), new PodParts.Amounts("500m", "128Mi", "1Gi")));
        return container;
    }

    private static Map<String, Object> hermes(Agent agent, Credentials credentials, AgentSettings settings) {
        Map<String, Object> container = PodParts.container(
                NAME,
                settings.image(),
                List.of(
                        PodParts.mount("data", "/data"),
                        PodParts.readOnly("config", CONFIG),
                        PodParts.mount("tmp", "/tmp")));
        container.put("command", List.of("/opt/hermes/.venv/bin/hermes"));
        container.put("args", List.of("gateway", "run", "--replace"));
        container.put("ports", PodParts.ports(Agent.PORT));
        container.put("env", env(agent, credentials, settings));
        container.put(
                "envFrom",
                List.of(Map.of(
                        "secretRef", new TreeMap<>(Map.of("name", PodSecrets.ENVIRONMENT_SECRET, "optional", true)))));
        container.put(
                "resources",
                PodParts.resources(
                        new PodParts.Amounts("100m", "512Mi", "64Mi"), new PodParts.Amounts("2", "2Gi", "1Gi")));
        container.put("readinessProbe", probe(10, 3));
        container.put("livenessProbe", probe(10, 6));
        // A key that Hermes does not take leaves a process without a listener, which only this probe sees.
        container.put("startupProbe", probe(5, 24));
        return container;
    }

    /** Without the model's name: Hermes would advertise it for ever, though it uses the one of its configuration. */
    private static List<Map<String, Object>> env(Agent agent, Credentials credentials, AgentSettings settings) {
        List<Map<String, Object>> env = new ArrayList<>(List.of(
                PodParts.variable("HERMES_HOME", HOME),
                PodParts.variable("HERMES_WRITE_SAFE_ROOT", HOME + ":/tmp"),
                PodParts.variable("HOME", HOME + "/home"),
                PodParts.variable("API_SERVER_ENABLED", "true"),
                PodParts.variable("API_SERVER_HOST", "0.0.0.0"),
                PodParts.variable("API_SERVER_PORT", Integer.toString(Agent.PORT)),
                PodParts.secret(AgentChildren.KEY, "hermes-api-server", AgentChildren.KEY),
                PodParts.optionalSecret(PodSecrets.MODEL_KEY, PodSecrets.MODEL_KEY_SECRET, PodSecrets.MODEL_KEY),
                PodParts.variable("ETHEREUM_RPC_BASE", settings.rpcUrl()),
                PodParts.variable("AGENT_NAMESPACE", agent.metadata().namespace()),
                PodParts.variable("GATEWAY_ALLOW_ALL_USERS", "true")));
        if (credentials.wallet() != null) {
            env.addAll(SignerPod.hermesEnv(agent, credentials.wallet()));
        }
        return env;
    }

    /** @param period seconds */
    private static Map<String, Object> probe(int period, int failures) {
        return new TreeMap<>(Map.of(
                "httpGet",
                new TreeMap<>(Map.of("path", "/health", "port", "http")),
                "periodSeconds",
                period,
                "timeoutSeconds",
                3,
                "failureThreshold",
                failures));
    }
}

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
        spec.put(
                "securityContext",
                new TreeMap<>(Map.of(
                        "runAsNonRoot",
                        true,
                        "runAsUser",
                        USER,
                        "runAsGroup",
                        USER,
                        "fsGroup",
                        USER,
                        "fsGroupChangePolicy",
                        "OnRootMismatch",
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault"))));
        spec.put("initContainers", List.of(prepare(agent, settings)));
        spec.put("containers", List.of(hermes(agent, credentials, settings)));
        spec.put(
                "volumes",
                List.of(
                        volume("data", Map.of("persistentVolumeClaim", Map.of("claimName", "hermes-data"))),
                        volume("config", Map.of("configMap", Map.of("name", "hermes-config"))),
                        volume("soul", Map.of("configMap", Map.of("name", "hermes-soul"))),
                        volume("skills", Map.of("configMap", Map.of("name", "hermes-skills"))),
                        volume("tmp", Map.of("emptyDir", Map.of("sizeLimit", "1Gi")))));
        return spec;
    }

    private static Map<String, Object> prepare(Agent agent, AgentSettings settings) {
        Map<String, Object> container = container(
                "prepare",
                settings,
                List.of(
                        mount("data", "/data", false),
                        mount("config", CONFIG, true),
                        mount("soul", SOUL, true),
                        mount("skills", SKILLS, true),
                        mount("tmp", "/tmp", false)));
        container.put("command", Preparation.command());
        container.put(
                "env",
                List.of(
                        variable("HERMES_HOME", HOME),
                        variable("CONFIG_DIR", CONFIG),
                        variable("SOUL_DIR", SOUL),
                        variable("SKILLS_DIR", SKILLS),
                        variable("SOUL_REQUEST", AgentSeed.request(agent))));
        container.put("resources", resources("10m", "32Mi", "500m", "128Mi"));
        return container;
    }

    private static Map<String, Object> hermes(Agent agent, Credentials credentials, AgentSettings settings) {
        Map<String, Object> container = container(
                NAME,
                settings,
                List.of(mount("data", "/data", false), mount("config", CONFIG, true), mount("tmp", "/tmp", false)));
        container.put("command", List.of("/opt/hermes/.venv/bin/hermes"));
        container.put("args", List.of("gateway", "run", "--replace"));
        container.put(
                "ports",
                List.of(new TreeMap<>(Map.of("name", "http", "containerPort", Agent.PORT, "protocol", "TCP"))));
        container.put("env", env(agent, credentials, settings));
        container.put(
                "envFrom",
                List.of(Map.of(
                        "secretRef", new TreeMap<>(Map.of("name", PodSecrets.ENVIRONMENT_SECRET, "optional", true)))));
        container.put("resources", resources("100m", "512Mi", "2", "2Gi"));
        container.put("readinessProbe", probe(10, 3));
        container.put("livenessProbe", probe(10, 6));
        // A key that Hermes does not take leaves a process without a listener, which only this probe sees.
        container.put("startupProbe", probe(5, 24));
        return container;
    }

    private static Map<String, Object> container(
            String name, AgentSettings settings, List<Map<String, Object>> mounts) {
        Map<String, Object> container = new TreeMap<>();
        container.put("name", name);
        container.put("image", settings.image());
        container.put("imagePullPolicy", "IfNotPresent");
        container.put(
                "securityContext",
                new TreeMap<>(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL")))));
        container.put("volumeMounts", mounts);
        return container;
    }

    private static Map<String, Object> mount(String volume, String path, boolean readOnly) {
        Map<String, Object> mount = new TreeMap<>(Map.of("name", volume, "mountPath", path));
        if (readOnly) {
            mount.put("readOnly", true);
        }
        return mount;
    }

    /** Without the model's name: Hermes would advertise it for ever, though it uses the one of its configuration. */
    private static List<Map<String, Object>> env(Agent agent, Credentials credentials, AgentSettings settings) {
        List<Map<String, Object>> env = new ArrayList<>(List.of(
                variable("HERMES_HOME", HOME),
                variable("HERMES_WRITE_SAFE_ROOT", HOME + ":/tmp"),
                variable("HOME", HOME + "/home"),
                variable("API_SERVER_ENABLED", "true"),
                variable("API_SERVER_HOST", "0.0.0.0"),
                variable("API_SERVER_PORT", Integer.toString(Agent.PORT)),
                secret(AgentChildren.KEY, Map.of("name", "hermes-api-server", "key", AgentChildren.KEY)),
                secret(
                        PodSecrets.MODEL_KEY,
                        Map.of("name", PodSecrets.MODEL_KEY_SECRET, "key", PodSecrets.MODEL_KEY, "optional", true)),
                variable("ETHEREUM_RPC_BASE", settings.rpcUrl()),
                variable("AGENT_NAMESPACE", agent.metadata().namespace()),
                variable("GATEWAY_ALLOW_ALL_USERS", "true")));
        if (credentials.wallet() != null) {
            env.addAll(SignerPod.hermesEnv(agent, credentials.wallet()));
        }
        return env;
    }

    private static Map<String, Object> secret(String name, Map<String, Object> reference) {
        return new TreeMap<>(Map.of("name", name, "valueFrom", Map.of("secretKeyRef", new TreeMap<>(reference))));
    }

    private static Map<String, Object> variable(String name, String value) {
        return new TreeMap<>(Map.of("name", name, "value", value));
    }

    private static Map<String, Object> volume(String name, Map<String, Object> source) {
        Map<String, Object> volume = new TreeMap<>(source);
        volume.put("name", name);
        return volume;
    }

    private static Map<String, Object> resources(String cpu, String memory, String maxCpu, String maxMemory) {
        return new TreeMap<>(Map.of(
                "requests",
                new TreeMap<>(Map.of("cpu", cpu, "memory", memory, "ephemeral-storage", "64Mi")),
                "limits",
                new TreeMap<>(Map.of("cpu", maxCpu, "memory", maxMemory, "ephemeral-storage", "1Gi"))));
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

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The signer of an agent's wallet: one pod within the restricted Pod Security Standard, which only the agent reaches and which reaches nobody. */
final class SignerPod {
    static final int PORT = 9000;

    private static final int USER = 65_532;
    private static final String KEYSTORES = "/data/keystores";

    private SignerPod() {}

    /** One at a time: two signers of one wallet would each count its limits for themselves. */
    static Map<String, Object> deployment(Agent agent, Credentials.Wallet wallet, AgentSettings settings) {
        return new TreeMap<>(Map.of(
                "replicas",
                1,
                "strategy",
                Map.of("type", "Recreate"),
                "selector",
                Map.of("matchLabels", Labels.selectingSigner(agent.ref())),
                "template",
                template(agent, wallet, settings)));
    }

    static Map<String, Object> service(Agent agent) {
        return new TreeMap<>(Map.of(
                "type",
                "ClusterIP",
                "selector",
                Labels.selectingSigner(agent.ref()),
                "ports",
                List.of(new TreeMap<>(Map.of("name", "http", "port", PORT, "targetPort", "http", "protocol", "TCP")))));
    }

    static Map<String, Object> policy(Ref agent) {
        return new TreeMap<>(Map.of(
                "podSelector",
                Map.of("matchLabels", Labels.selectingSigner(agent)),
                "policyTypes",
                List.of("Ingress", "Egress"),
                "ingress",
                List.of(new TreeMap<>(Map.of(
                        "from",
                        List.of(Map.of("podSelector", Map.of("matchLabels", Labels.selectingAgent(agent)))),
                        "ports",
                        List.of(new TreeMap<>(Map.of("protocol", "TCP", "port", PORT))))))));
    }

    private static Map<String, Object> template(Agent agent, Credentials.Wallet wallet, AgentSettings settings) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("labels", Labels.ofWallet(agent.ref()));
        metadata.put(
                "annotations",
                new TreeMap<>(Map.of(
                        AgentWallet.TOKEN_VERSION,
                        wallet.tokenVersion(),
                        AgentWallet.PASSWORD_SECRET,
                        wallet.passwordSecret(),
                        Labels.WALLET_ADDRESS,
                        wallet.address())));
        return new TreeMap<>(Map.of("metadata", metadata, "spec", spec(wallet, settings)));
    }

    private static Map<String, Object> spec(Credentials.Wallet wallet, AgentSettings settings) {
        Map<String, Object> spec = new TreeMap<>();
        spec.put("automountServiceAccountToken", false);
        spec.put("enableServiceLinks", false);
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
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault"))));
        spec.put("containers", List.of(container(wallet, settings)));
        Map<String, Object> keystore = new TreeMap<>(Map.of(
                "secretName",
                WalletSecrets.KEYSTORE,
                "items",
                List.of(new TreeMap<>(Map.of("key", WalletSecrets.FILE, "path", WalletSecrets.FILE)))));
        spec.put(
                "volumes",
                List.of(
                        new TreeMap<>(Map.of("name", "keystores", "secret", keystore)),
                        new TreeMap<>(Map.of("name", "tmp", "emptyDir", Map.of("sizeLimit", "64Mi")))));
        return spec;
    }

    /** Opening the keystore takes 256 MiB for a moment. */
    private static Map<String, Object> container(Credentials.Wallet wallet, AgentSettings settings) {
        Map<String, Object> container = new TreeMap<>();
        container.put("name", "remote-signer");
        container.put("image", settings.signerImage());
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
        container.put(
                "ports", List.of(new TreeMap<>(Map.of("name", "http", "containerPort", PORT, "protocol", "TCP"))));
        container.put("env", env(wallet));
        container.put(
                "volumeMounts",
                List.of(
                        new TreeMap<>(Map.of("name", "keystores", "mountPath", KEYSTORES, "readOnly", true)),
                        new TreeMap<>(Map.of("name", "tmp", "mountPath", "/tmp"))));
        container.put(
                "resources",
                new TreeMap<>(Map.of(
                        "requests",
                        new TreeMap<>(Map.of("cpu", "50m", "memory", "128Mi", "ephemeral-storage", "64Mi")),
                        "limits",
                        new TreeMap<>(Map.of("cpu", "500m", "memory", "1Gi", "ephemeral-storage", "128Mi")))));
        container.put("readinessProbe", probe(2, 5));
        container.put("livenessProbe", probe(30, 15));
        return container;
    }

    /** The reference's names: its signer and ours read the same. */
    private static List<Map<String, Object>> env(Credentials.Wallet wallet) {
        return List.of(
                variable("SIGNER__SERVER__HOST", "0.0.0.0"),
                variable("SIGNER__SERVER__PORT", Integer.toString(PORT)),
                variable("SIGNER__KEYSTORE__DIR", KEYSTORES),
                variable("SIGNER__LOGGING__FORMAT", "json"),
                variable("SIGNER__LOGGING__LEVEL", "info"),
                secret("SIGNER__KEYSTORE__PASSWORD", wallet.passwordSecret(), WalletSecrets.PASSWORD),
                secret("SIGNER__AUTH__TOKEN", WalletSecrets.KEYSTORE, WalletSecrets.TOKEN));
    }

    /** What Hermes is told of its wallet. */
    static List<Map<String, Object>> hermesEnv(Agent agent, Credentials.Wallet wallet) {
        String url = "http://" + Labels.SIGNER + "." + agent.metadata().namespace() + ".svc.cluster.local:" + PORT;
        return List.of(
                variable("AGENT_WALLET_ADDRESS", wallet.address()),
                variable("REMOTE_SIGNER_URL", url),
                secret("REMOTE_SIGNER_TOKEN", WalletSecrets.KEYSTORE, WalletSecrets.TOKEN));
    }

    private static Map<String, Object> variable(String name, String value) {
        return new TreeMap<>(Map.of("name", name, "value", value));
    }

    private static Map<String, Object> secret(String name, String secret, String key) {
        return new TreeMap<>(Map.of(
                "name", name, "valueFrom", Map.of("secretKeyRef", new TreeMap<>(Map.of("name", secret, "key", key)))));
    }

    /**
     * @param delay seconds
     * @param period seconds
     */
    private static Map<String, Object> probe(int delay, int period) {
        return new TreeMap<>(Map.of(
                "httpGet",
                new TreeMap<>(Map.of("path", "/healthz", "port", "http")),
                "initialDelaySeconds",
                delay,
                "periodSeconds",
                period,
                "timeoutSeconds",
                3));
    }
}

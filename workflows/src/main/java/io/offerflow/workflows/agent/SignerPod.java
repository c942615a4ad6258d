package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.pod.PodParts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The signer of an agent's wallet: one pod within the restricted Pod Security Standard, which only the agent reaches and which reaches nobody. */
final class SignerPod {
    static final int PORT = 9000;

    private static final int USER = 65_532;
    private static final String KEYSTORES = "/data/keystores";
    private static final String POLICY = "/data/policy";
    private static final String STATE = "/data/state";

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
        spec.put("securityContext", PodParts.securityContext(USER));
        spec.put("containers", List.of(container(wallet, settings)));
        Map<String, Object> keystore = new TreeMap<>(Map.of(
                "secretName",
                WalletSecrets.KEYSTORE,
                "items",
                List.of(new TreeMap<>(Map.of("key", WalletSecrets.FILE, "path", WalletSecrets.FILE)))));
        spec.put(
                "volumes",
                List.of(
                        PodParts.volume("keystores", Map.of("secret", keystore)),
                        PodParts.volume(
                                "policy",
                                Map.of(
                                        "configMap",
                                        new TreeMap<>(Map.of("name", "remote-signer-policy", "optional", true)))),
                        PodParts.volume("state", Map.of("emptyDir", Map.of("sizeLimit", "64Mi"))),
                        PodParts.volume("tmp", Map.of("emptyDir", Map.of("sizeLimit", "64Mi")))));
        return spec;
    }

    /** Opening the keystore takes 256 MiB for a moment. */
    private static Map<String, Object> container(Credentials.Wallet wallet, AgentSettings settings) {
        Map<String, Object> container = PodParts.container(
                Labels.SIGNER,
                settings.signerImage(),
                List.of(
                        PodParts.readOnly("keystores", KEYSTORES),
                        PodParts.readOnly("policy", POLICY),
                        PodParts.mount("state", STATE),
                        PodParts.mount("tmp", "/tmp")));
        container.put("ports", PodParts.ports(PORT));
        container.put("env", env(wallet));
        container.put(
                "resources",
                PodParts.resources(
                        new PodParts.Amounts("50m", "128Mi", "64Mi"), new PodParts.Amounts("500m", "1Gi", "128Mi")));
        container.put("readinessProbe", probe(2, 5));
        container.put("livenessProbe", probe(30, 15));
        return container;
    }

    /** The reference's names: its signer and ours read the same. The last two are ours alone, which signs nothing without a policy. */
    private static List<Map<String, Object>> env(Credentials.Wallet wallet) {
        return List.of(
                PodParts.variable("SIGNER__SERVER__HOST", "0.0.0.0"),
                PodParts.variable("SIGNER__SERVER__PORT", Integer.toString(PORT)),
                PodParts.variable("SIGNER__KEYSTORE__DIR", KEYSTORES),
                PodParts.variable("SIGNER__LOGGING__FORMAT", "json"),
                PodParts.variable("SIGNER__LOGGING__LEVEL", "info"),
                PodParts.secret("SIGNER__KEYSTORE__PASSWORD", wallet.passwordSecret(), WalletSecrets.PASSWORD),
                PodParts.secret("SIGNER__AUTH__TOKEN", WalletSecrets.KEYSTORE, WalletSecrets.TOKEN),
                PodParts.variable("OFFERFLOW_SIGNER_POLICY_FILE", POLICY + "/policy.yaml"),
                PodParts.variable("OFFERFLOW_SIGNER_STATE_DIR", STATE));
    }

    /** What Hermes is told of its wallet. */
    static List<Map<String, Object>> hermesEnv(Agent agent, Credentials.Wallet wallet) {
        String url = "http://" + Labels.SIGNER + "." + agent.metadata().namespace() + ".svc.cluster.local:" + PORT;
        return List.of(
                PodParts.variable("AGENT_WALLET_ADDRESS", wallet.address()),
                PodParts.variable("REMOTE_SIGNER_URL", url),
                PodParts.secret("REMOTE_SIGNER_TOKEN", WalletSecrets.KEYSTORE, WalletSecrets.TOKEN));
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

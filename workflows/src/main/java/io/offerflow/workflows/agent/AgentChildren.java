package io.offerflow.workflows.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Renders the children of an agent. Pure; sorted maps, so that equal intent gives equal bytes and an equal hash. No secret is in them. */
public final class AgentChildren {
    /** Entry of the Secret, and variable of the pod. */
    public static final String KEY = "API_SERVER_KEY";

    /** Annotation: which key a Secret has, and which one a pod was started with. */
    public static final String KEY_VERSION = "obol.org/key-version";

    /** The kinds that there may be, with the wallet's. */
    public static final List<ChildKind> KINDS = Stream.concat(
                    ChildKind.OF_AGENTS.stream(), ChildKind.OF_WALLETS.stream())
            .toList();

    private AgentChildren() {}

    /** Fixed names, the reference's: a namespace holds one agent. */
    public static String name(ChildKind kind) {
        return switch (kind) {
            case SERVICE_ACCOUNT, DEPLOYMENT, SERVICE -> "hermes";
            case VOLUME_CLAIM -> "hermes-data";
            case CONFIG_MAP -> "hermes-config";
            case SOUL -> "hermes-soul";
            case SKILLS -> "hermes-skills";
            case SECRET -> "hermes-api-server";
            case NETWORK_POLICY -> "agent-isolation";
            case SIGNER_POLICY, SIGNER_DEPLOYMENT, SIGNER_SERVICE -> Labels.SIGNER;
            case MIDDLEWARE, REFERENCE_GRANT, HTTP_ROUTE, REGISTRATION ->
                throw new IllegalArgumentException("no child of an agent: " + kind);
        };
    }

    /**
     * The children in the order in which they are applied: the pod is fenced before it is made, and called last. The Secret comes without
     * data.
     *
     * @param credentials that the pods start with
     */
    public static List<Rendered> render(Agent agent, String model, Credentials credentials, AgentSettings settings) {
        List<Rendered> children = new ArrayList<>(hermes(agent, model, credentials, settings));
        Credentials.Wallet wallet = credentials.wallet();
        if (wallet != null && !wallet.passwordSecret().isEmpty()) {
            children.addAll(signer(agent, wallet, settings));
        }
        return List.copyOf(children);
    }

    private static List<Rendered> signer(Agent agent, Credentials.Wallet wallet, AgentSettings settings) {
        return List.of(
                child(ChildKind.SIGNER_POLICY, agent, Map.of("spec", SignerPod.policy(agent.ref()))),
                child(
                        ChildKind.SIGNER_DEPLOYMENT,
                        agent,
                        Map.of("spec", SignerPod.deployment(agent, wallet, settings))),
                child(ChildKind.SIGNER_SERVICE, agent, Map.of("spec", SignerPod.service(agent))));
    }

    private static List<Rendered> hermes(Agent agent, String model, Credentials credentials, AgentSettings settings) {
        return List.of(
                child(ChildKind.SERVICE_ACCOUNT, agent, Map.of("automountServiceAccountToken", false)),
                child(ChildKind.VOLUME_CLAIM, agent, Map.of("spec", claim())),
                child(
                        ChildKind.CONFIG_MAP,
                        agent,
                        Map.of("data", Map.of(HermesConfig.FILE, text(HermesConfig.of(agent, model, settings))))),
                child(ChildKind.SOUL, agent, Map.of("data", AgentSeed.soul(agent)), AgentSeed.soulAnnotations(agent)),
                child(ChildKind.SKILLS, agent, Map.of("data", AgentSeed.skills(agent))),
                secret(agent, credentials.keyVersion()),
                child(ChildKind.NETWORK_POLICY, agent, Map.of("spec", AgentIsolation.spec(agent.ref(), settings))),
                child(ChildKind.DEPLOYMENT, agent, Map.of("spec", deployment(agent, credentials, settings))),
                child(ChildKind.SERVICE, agent, Map.of("spec", service(agent))));
    }

    private static Map<String, Object> claim() {
        return new TreeMap<>(Map.of(
                "accessModes", List.of("ReadWriteOnce"), "resources", Map.of("requests", Map.of("storage", "5Gi"))));
    }

    /** One writer at a time: Hermes keeps its state in SQLite on a disk of one node. */
    private static Map<String, Object> deployment(Agent agent, Credentials credentials, AgentSettings settings) {
        return new TreeMap<>(Map.of(
                "replicas",
                1,
                "strategy",
                Map.of("type", "Recreate"),
                "selector",
                Map.of("matchLabels", Labels.selectingAgent(agent.ref())),
                "template",
                HermesPod.template(agent, credentials, settings)));
    }

    private static Map<String, Object> service(Agent agent) {
        return new TreeMap<>(Map.of(
                "type",
                "ClusterIP",
                "selector",
                Labels.selectingAgent(agent.ref()),
                "ports",
                List.of(new TreeMap<>(
                        Map.of("name", "http", "port", Agent.PORT, "targetPort", "http", "protocol", "TCP")))));
    }

    private static Rendered secret(Agent agent, String keyVersion) {
        Rendered secret = child(ChildKind.SECRET, agent, Map.of("type", "Opaque"));
        Map<String, Object> manifest = new TreeMap<>(secret.manifest());
        Map<String, Object> metadata = new TreeMap<>(metadata(ChildKind.SECRET, agent));
        metadata.put("annotations", Map.of(KEY_VERSION, keyVersion));
        manifest.put("metadata", metadata);
        return new Rendered(secret.kind(), secret.name(), secret.hash(), manifest);
    }

    private static Rendered child(ChildKind kind, Agent agent, Map<String, Object> content) {
        return child(kind, agent, content, Map.of());
    }

    private static Rendered child(
            ChildKind kind, Agent agent, Map<String, Object> content, Map<String, String> annotations) {
        Map<String, Object> metadata = metadata(kind, agent);
        Map<String, Object> manifest = new TreeMap<>(content);
        manifest.put("apiVersion", kind.apiVersion());
        manifest.put("kind", kind.kind());
        manifest.put("metadata", metadata);
        String hash = Rendered.digest(manifest);
        Map<String, String> all = new TreeMap<>(annotations);
        all.put(Labels.RENDERED_HASH, hash);
        metadata.put("annotations", all);
        return new Rendered(kind, name(kind), hash, manifest);
    }

    private static Map<String, Object> metadata(ChildKind kind, Agent agent) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("namespace", agent.metadata().namespace());
        metadata.put("name", name(kind));
        metadata.put(
                "labels",
                ChildKind.OF_WALLETS.contains(kind) ? Labels.ofWallet(agent.ref()) : Labels.ofAgentChild(agent.ref()));
        metadata.put(
                "ownerReferences",
                List.of(new TreeMap<>(Map.of(
                        "apiVersion",
                        ResourceKind.API_VERSION,
                        "kind",
                        ResourceKind.AGENT.kind(),
                        "name",
                        agent.metadata().name(),
                        "uid",
                        String.valueOf(agent.metadata().uid()),
                        "controller",
                        true,
                        "blockOwnerDeletion",
                        true))));
        return metadata;
    }

    /** JSON, which is YAML too, and has no words that turn into something else. */
    private static String text(Map<String, Object> config) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text serialise", e);
        }
    }
}

package io.offerflow.watcher.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.fields.FieldOwnership;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.agent.AgentWallet;
import io.offerflow.workflows.agent.Credentials;
import io.offerflow.workflows.agent.HermesView;
import io.offerflow.workflows.agent.PodSecrets;
import io.offerflow.workflows.agent.Rollout;
import io.offerflow.workflows.entity.ChildKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reduces a live child of an agent to its {@link ChildFacts}. */
public final class AgentChildReader {
    /** Made once, whatever becomes of them. */
    private static final Set<ChildKind> ONCE = Set.of(ChildKind.VOLUME_CLAIM, ChildKind.SOUL);

    private final AgentSettings settings;

    /** @param settings those of the worker, for they decide what is rendered */
    public AgentChildReader(AgentSettings settings) {
        this.settings = settings;
    }

    /** The agent that a child names: by owner reference, or else by its label. Empty when it names none. */
    public static Optional<Ref> owner(GenericKubernetesResource child) {
        ObjectMeta metadata = child.getMetadata();
        return metadata.getOwnerReferences() == null
                ? labelled(metadata)
                : metadata.getOwnerReferences().stream()
                        .filter(owner -> ResourceKind.AGENT.kind().equals(owner.getKind()))
                        .findFirst()
                        .map(owner -> new Ref(metadata.getNamespace(), owner.getName()))
                        .or(() -> labelled(metadata));
    }

    private static Optional<Ref> labelled(ObjectMeta metadata) {
        String agent =
                metadata.getLabels() == null ? null : metadata.getLabels().get(Labels.AGENT);
        return Optional.ofNullable(agent).map(name -> new Ref(metadata.getNamespace(), name));
    }

    /** Which child an object of a kind is, since the signer's have the kinds of the agent's own. */
    public static ChildKind role(ChildKind kind, GenericKubernetesResource child) {
        if (!Labels.SIGNER.equals(child.getMetadata().getName())) {
            return kind;
        }
        return switch (kind) {
            case DEPLOYMENT -> ChildKind.SIGNER_DEPLOYMENT;
            case SERVICE -> ChildKind.SIGNER_SERVICE;
            case NETWORK_POLICY -> ChildKind.SIGNER_POLICY;
            default -> kind;
        };
    }

    /** {@code acceptance} is the state of the newest pod, for the Deployment. */
    public ChildFacts read(ChildKind kind, GenericKubernetesResource child, AgentFacts owner) {
        ObjectMeta metadata = child.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        String hash = hash(kind, child, annotations.get(Labels.RENDERED_HASH));
        boolean runs = kind == ChildKind.DEPLOYMENT || kind == ChildKind.SIGNER_DEPLOYMENT;
        JsonNode live = runs ? Json.mapper().valueToTree(child) : Json.mapper().nullNode();
        return new ChildFacts(
                kind,
                new Ref(metadata.getNamespace(), metadata.getName()),
                owner.ref(),
                metadata.getUid(),
                hash,
                ONCE.contains(kind) || isRendered(kind, metadata, live, owner),
                runs ? Rollout.of(live).state().name() : "");
    }

    /** Changes with the configuration itself, too: an edit is told, and so is its end, though neither changes the annotation. */
    private static @Nullable String hash(ChildKind kind, GenericKubernetesResource child, @Nullable String annotation) {
        return kind == ChildKind.CONFIG_MAP
                ? annotation + "/"
                        + HermesView.digest(child.<Object>get("data") instanceof Map<?, ?> data ? data : Map.of())
                : annotation;
    }

    /** Versions of Secrets are taken from the pod itself: which ones they should be only the worker knows, who may read them. */
    private boolean isRendered(ChildKind kind, ObjectMeta metadata, JsonNode live, AgentFacts owner) {
        Agent agent = owner.agent();
        String model = agent == null ? null : agent.effectiveModel();
        if (agent == null || model == null) {
            return true;
        }
        Credentials credentials = worn(agent, live.at("/spec/template/metadata/annotations"));
        String hash = metadata.getAnnotations() == null
                ? null
                : metadata.getAnnotations().get(Labels.RENDERED_HASH);
        return AgentChildren.render(agent, model, credentials, settings).stream()
                .filter(child -> child.kind() == kind)
                .allMatch(child -> child.hash().equals(hash)
                        && FieldOwnership.of(child.manifest(), metadata).intact());
    }

    private static Credentials worn(Agent agent, JsonNode pod) {
        String address = agent.statusOrEmpty().walletAddress();
        boolean told = pod.isMissingNode() || pod.has(AgentWallet.TOKEN_VERSION);
        boolean hasWallet = told && agent.spec().wantsWallet() && address != null;
        String key = pod.path(AgentChildren.KEY_VERSION).asText("");
        String password = pod.path(AgentWallet.PASSWORD_SECRET).asText("?");
        return new Credentials(
                key,
                pod.path(PodSecrets.VERSIONS).asText(""),
                hasWallet
                        ? new Credentials.Wallet(
                                address, pod.path(AgentWallet.TOKEN_VERSION).asText(""), password)
                        : null);
    }
}

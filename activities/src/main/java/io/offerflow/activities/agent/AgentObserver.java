package io.offerflow.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.offerflow.activities.object.Answers;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.AgentReader;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentObservation;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.agent.AgentWallet;
import io.offerflow.workflows.agent.Credentials;
import io.offerflow.workflows.agent.KeyView;
import io.offerflow.workflows.agent.PodSecrets;
import io.offerflow.workflows.agent.Rollout;
import io.offerflow.workflows.agent.WalletView;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Rendered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a plan for an agent depends on: the agent first, then all the rest at the same time. */
final class AgentObserver {
    private static final Comparator<Metadata> OLDEST = Comparator.comparing(
                    (Metadata m) -> Objects.requireNonNullElse(m.creationTimestamp(), Instant.MAX))
            .thenComparing(Metadata::name);

    private final SecretObjects secrets;
    private final WalletObserver wallets;
    private final StoredObjects agents;
    private final ChildObjects children;
    private final AgentSettings settings;
    private final HermesLook hermes = new HermesLook();

    AgentObserver(SecretObjects secrets, StoredObjects agents, ChildObjects children, AgentSettings settings) {
        this.secrets = secrets;
        this.wallets = new WalletObserver(secrets);
        this.agents = agents;
        this.children = children;
        this.settings = settings;
    }

    AgentObservation observe(Ref ref, Known known) {
        GenericKubernetesResource stored = known.object() == null ? agents.get(ref) : known.object();
        if (stored == null) {
            return gone(ref);
        }
        return switch (AgentReader.read(stored)) {
            case AgentReader.Readable readable -> present(readable.metadata(), readable.agent(), null, known);
            case AgentReader.Unreadable unreadable ->
                present(
                        unreadable.metadata(),
                        null,
                        new AgentObservation.Unreadable(
                                unreadable.metadata(), unreadable.message(), unreadable.status()),
                        known);
        };
    }

    private AgentObservation present(
            Metadata metadata, @Nullable Agent agent, AgentObservation.@Nullable Unreadable unreadable, Known known) {
        Ref ref = metadata.ref();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Ref>> owner = threads.submit(() -> owner(metadata));
            Future<Kept> secrets = threads.submit(() -> kept(metadata, agent, known));
            Future<String> environment = threads.submit(() -> environment(ref.namespace()));
            Map<ChildKind, Future<Optional<GenericKubernetesResource>>> asked = new EnumMap<>(ChildKind.class);
            ChildKind.OF_AGENTS.stream()
                    .filter(kind -> kind != ChildKind.SECRET)
                    .forEach(kind -> asked.put(kind, threads.submit(() -> child(known, kind, ref))));
            Map<ChildKind, GenericKubernetesResource> found = new EnumMap<>(ChildKind.class);
            asked.forEach((kind, answer) -> Answers.await(answer).ifPresent(child -> found.put(kind, child)));
            Kept kept = Answers.await(secrets);
            found.putAll(kept.objects());
            WalletView wallet = kept.wallet().wornAs(worn(found.get(ChildKind.DEPLOYMENT)));
            KeyView key = AgentKeys.view(kept.key());
            Rollout rollout = rollout(found.get(ChildKind.DEPLOYMENT));
            Credentials credentials = AgentWallet.credentials(agent, key, Answers.await(environment), wallet);
            return new AgentObservation(
                    agent,
                    unreadable,
                    Answers.await(owner).orElse(null),
                    views(found, agent, credentials),
                    foreign(found, metadata),
                    key,
                    rollout,
                    hermes.view(
                            found,
                            credentials.environment(),
                            rollout,
                            settings.endpointIn(ref.namespace()),
                            kept.key()),
                    wallet,
                    rollout(found.get(ChildKind.SIGNER_DEPLOYMENT)),
                    List.of(),
                    settings);
        }
    }

    /** Versions of what people fill; what is in them is not looked at. */
    private String environment(String namespace) {
        Map<String, String> versions = new TreeMap<>();
        for (String name : PodSecrets.NAMES) {
            Secret secret = secrets.get(namespace, name);
            if (secret != null) {
                versions.put(name, secret.getMetadata().getResourceVersion());
            }
        }
        return PodSecrets.text(versions);
    }

    /**
     * Secrets, and what goes with a wallet.
     *
     * @param objects without what is secret
     */
    private record Kept(@Nullable Secret key, WalletView wallet, Map<ChildKind, GenericKubernetesResource> objects) {}

    /** One after the other: a look may ask only so much at the same time. Most agents have no wallet, and then there is no signer either. */
    private Kept kept(Metadata metadata, @Nullable Agent agent, Known known) {
        Map<ChildKind, GenericKubernetesResource> objects = new EnumMap<>(ChildKind.class);
        Secret key = secrets.get(metadata.namespace(), AgentChildren.name(ChildKind.SECRET));
        if (key != null) {
            objects.put(ChildKind.SECRET, SecretObjects.bare(key));
        }
        boolean wanted = agent != null && agent.spec().wantsWallet();
        WalletView wallet = wallets.look(metadata, wanted);
        boolean had = agent != null && agent.statusOrEmpty().walletAddress() != null;
        if (wanted || had || metadata.deleting() || wallet.state() != WalletView.State.Absent) {
            ChildKind.OF_WALLETS.forEach(
                    kind -> child(known, kind, metadata.ref()).ifPresent(child -> objects.put(kind, child)));
        }
        return new Kept(key, wallet, objects);
    }

    /** Read by name: a list of Secrets would show them all. */
    private AgentObservation gone(Ref ref) {
        List<ChildKind> orphans = new ArrayList<>();
        for (ChildKind kind : AgentChildren.KINDS) {
            GenericKubernetesResource child = kind == ChildKind.SECRET
                    ? Optional.ofNullable(secrets.get(ref.namespace(), AgentChildren.name(kind)))
                            .map(SecretObjects::bare)
                            .orElse(null)
                    : children.get(kind, ref.namespace(), AgentChildren.name(kind));
            if (child != null && orphaned(child.getMetadata(), ref)) {
                orphans.add(kind);
            }
        }
        return AgentObservation.gone(List.copyOf(orphans), wallets.left(ref), settings);
    }

    private static boolean orphaned(ObjectMeta child, Ref agent) {
        Map<String, String> labels = Objects.requireNonNullElse(child.getLabels(), Map.of());
        Map<String, String> ours = Labels.ofAgentChild(agent);
        return child.getDeletionTimestamp() == null
                && Stream.of(Labels.MANAGED_BY, Labels.AGENT, Labels.APP_INSTANCE)
                        .allMatch(label -> ours.get(label).equals(labels.get(label)));
    }

    private static @Nullable String worn(@Nullable GenericKubernetesResource deployment) {
        if (deployment == null) {
            return null;
        }
        JsonNode annotations =
                Json.mapper().<JsonNode>valueToTree(deployment).at("/spec/template/metadata/annotations");
        return annotations.path(AgentWallet.TOKEN_VERSION).textValue();
    }

    /** An older Agent of the namespace, also one on its way out: its children are still there. */
    private Optional<Ref> owner(Metadata mine) {
        return agents.in(mine.namespace()).stream()
                .map(stored -> AgentReader.read(stored).metadata())
                .min(OLDEST)
                .filter(oldest -> !oldest.name().equals(mine.name()))
                .map(Metadata::ref);
    }

    private Optional<GenericKubernetesResource> child(Known known, ChildKind kind, Ref agent) {
        Optional<GenericKubernetesResource> told = known.children().get(kind);
        return told != null
                ? told
                : Optional.ofNullable(children.get(kind, agent.namespace(), AgentChildren.name(kind)));
    }

    private Map<ChildKind, ChildView> views(
            Map<ChildKind, GenericKubernetesResource> found, @Nullable Agent agent, Credentials credentials) {
        String model = agent == null ? null : agent.effectiveModel();
        Map<ChildKind, Map<String, Object>> manifests = agent == null || model == null
                ? Map.of()
                : AgentChildren.render(agent, model, credentials, settings).stream()
                        .collect(Collectors.toMap(Rendered::kind, Rendered::manifest));
        Map<ChildKind, ChildView> views = new EnumMap<>(ChildKind.class);
        found.forEach((kind, child) ->
                views.put(kind, ChildObjects.view(child, kind == ChildKind.SECRET ? null : manifests.get(kind))));
        return views;
    }

    private static List<ChildKind> foreign(Map<ChildKind, GenericKubernetesResource> found, Metadata agent) {
        String uid = Objects.requireNonNullElse(agent.uid(), "");
        return found.entrySet().stream()
                .filter(child -> !ChildObjects.ours(child.getValue(), agent.name(), uid))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Rollout rollout(@Nullable GenericKubernetesResource deployment) {
        return deployment == null ? Rollout.MISSING : Rollout.of(Json.mapper().<JsonNode>valueToTree(deployment));
    }
}

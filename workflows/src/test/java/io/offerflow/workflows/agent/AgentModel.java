package io.offerflow.workflows.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.agent.AgentActivities.AgentReport;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cluster in miniature: one agent and its children. Carries out steps the way the activities do. Thread-safe. */
final class AgentModel implements AgentActivities {
    static final Ref REF = new Ref("demo", "quant");
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    /** Stands in the modelled Secret, and history must never see it. */
    static final String KEY = "key-5up3r53cr37";

    private final Map<ChildKind, ChildView> children = new EnumMap<>(ChildKind.class);
    private final Set<ChildKind> foreign = EnumSet.noneOf(ChildKind.class);
    private @Nullable Agent agent;
    private @Nullable Ref owner;
    private @Nullable String secret;
    private @Nullable String keyVersion;
    private Rollout.State rollout = Rollout.State.Missing;
    private boolean podsStart = true;
    private @Nullable String configuration;
    private HermesView.@Nullable Soul soul;
    private String environment = "";
    private HermesView.Health health = HermesView.Health.WELL;
    private boolean refuses;
    /** The wallet's Secrets; null for none. */
    private final WalletModel wallet = new WalletModel();

    private Rollout.State signer = Rollout.State.Missing;
    private int uids;
    private int rollouts;
    private @Nullable String worn;

    static Agent.Spec spec(@Nullable String model) {
        return new Agent.Spec(null, model, null, List.of("gas"), null, null, null, null, null, List.of());
    }

    /** With a wallet. */
    static Agent.Spec rich(@Nullable String policy) {
        return new Agent.Spec(
                null,
                "a",
                null,
                List.of("gas"),
                null,
                null,
                null,
                null,
                new Agent.Wallet(true, policy, null),
                List.of());
    }

    synchronized WalletModel wallet() {
        return wallet;
    }

    synchronized void annotate(String name, String value) {
        Agent live = agent;
        if (live != null) {
            Metadata m = live.metadata();
            agent = new Agent(
                    new Metadata(
                            m.namespace(),
                            m.name(),
                            m.uid(),
                            m.resourceVersion(),
                            m.generation(),
                            m.creationTimestamp(),
                            m.deletionTimestamp(),
                            m.finalizers(),
                            m.labels(),
                            Map.of(name, value)),
                    live.spec(),
                    live.status());
        }
    }

    synchronized void create(Agent.Spec spec) {
        if (agent == null) {
            Metadata named = new Metadata(
                    REF.namespace(), REF.name(), "uid-" + ++uids, "100", 1, NOW, null, List.of(), Map.of(), Map.of());
            agent = new Agent(named, spec, null);
        }
    }

    synchronized void edit(Agent.Spec spec) {
        Agent live = agent;
        if (live != null && !live.metadata().deleting()) {
            Metadata m = live.metadata();
            agent = new Agent(metadata(m, m.generation() + 1, null, m.finalizers()), spec, live.status());
        }
    }

    synchronized void delete() {
        Agent live = agent;
        if (live == null || live.metadata().deleting()) {
            return;
        }
        Metadata m = live.metadata();
        agent = m.finalizers().isEmpty()
                ? null
                : new Agent(metadata(m, m.generation() + 1, NOW, m.finalizers()), live.spec(), live.status());
    }

    synchronized void tearOff() {
        agent = null;
    }

    synchronized void lose(ChildKind kind) {
        children.remove(kind);
        foreign.remove(kind);
        if (kind == ChildKind.SECRET) {
            secret = null;
        }
        if (kind == ChildKind.DEPLOYMENT) {
            rollout = Rollout.State.Missing;
            worn = null;
        }
        if (kind == ChildKind.SIGNER_DEPLOYMENT) {
            signer = Rollout.State.Missing;
        }
        if (kind == ChildKind.SOUL) {
            soul = null;
        }
        if (kind == ChildKind.CONFIG_MAP) {
            configuration = null;
        }
    }

    /** A person edits the configuration, and so takes it. */
    synchronized void editConfiguration(String digest) {
        if (children.containsKey(ChildKind.CONFIG_MAP)) {
            configuration = digest;
            take(ChildKind.CONFIG_MAP, "kubectl-edit");
        }
    }

    synchronized @Nullable String configuration() {
        return configuration;
    }

    /** A person fills or changes a Secret that the pod's environment is taken from. */
    synchronized void environment(String versions) {
        environment = versions;
    }

    synchronized void health(HermesView.Health said) {
        health = said;
    }

    synchronized void take(ChildKind kind, String manager) {
        children.computeIfPresent(kind, (k, view) -> new ChildView(true, view.renderedHash(), false, manager));
    }

    synchronized void occupy(ChildKind kind) {
        if (children.putIfAbsent(kind, new ChildView(true, null, true, null)) == null) {
            foreign.add(kind);
        }
    }

    /** Whether an object of the child's name is somebody else's. */
    synchronized void foreign(ChildKind kind, boolean is) {
        if (is) {
            foreign.add(kind);
        } else {
            foreign.remove(kind);
        }
    }

    synchronized void pods(boolean start) {
        podsStart = start;
        if (children.containsKey(ChildKind.DEPLOYMENT) && !foreign.contains(ChildKind.DEPLOYMENT)) {
            rollout = start ? Rollout.State.Ready : Rollout.State.Progressing;
        }
        if (children.containsKey(ChildKind.SIGNER_DEPLOYMENT)) {
            signer = start ? Rollout.State.Ready : Rollout.State.Progressing;
        }
    }

    synchronized void refuse(boolean all) {
        refuses = all;
    }

    synchronized void ownedBy(@Nullable Ref other) {
        owner = other;
    }

    synchronized @Nullable Agent agent() {
        return agent;
    }

    synchronized Set<ChildKind> kinds() {
        return children.isEmpty() ? Set.of() : EnumSet.copyOf(children.keySet());
    }

    synchronized Set<ChildKind> foreign() {
        return Set.copyOf(foreign);
    }

    /** How often a Deployment was written. */
    synchronized int rollouts() {
        return rollouts;
    }

    @Override
    public synchronized AgentObservation observe(Ref ref) {
        Agent live = agent;
        if (live == null) {
            List<ChildKind> orphans = children.keySet().stream()
                    .filter(kind -> !foreign.contains(kind))
                    .toList();
            return AgentObservation.gone(orphans, wallet.view(false), AgentSettings.DEFAULTS);
        }
        return new AgentObservation(
                live,
                null,
                owner,
                new EnumMap<>(children.isEmpty() ? Map.of(ChildKind.SERVICE, ChildView.ABSENT) : children),
                List.copyOf(foreign),
                secret == null ? KeyView.MISSING : new KeyView(true, keyVersion),
                new Rollout(rollout, null),
                new HermesView(
                        configuration,
                        soul,
                        environment,
                        rollout == Rollout.State.Ready ? health : HermesView.Health.NOT_ASKED),
                wallet.view(live.spec().wantsWallet()).wornAs(worn),
                new Rollout(signer, null),
                List.of(),
                AgentSettings.DEFAULTS);
    }

    @Override
    public synchronized Applied<AgentObservation> apply(Steps steps) {
        Metadata metadata = agent == null ? null : agent.metadata();
        boolean planned = steps.uid().isEmpty()
                ? metadata == null
                : metadata != null && steps.uid().equals(metadata.uid()) && steps.generation() == metadata.generation();
        if (!planned) {
            return Applied.overtaken();
        }
        List<StepOutcome> outcomes = new ArrayList<>();
        steps.steps().forEach(step -> outcomes.add(carryOut(step)));
        return new Applied<>(false, outcomes, observe(steps.ref()));
    }

    private StepOutcome carryOut(Step step) {
        switch (step) {
            case Step.FirstAgentStatus first -> status(first.status());
            case Step.AddFinalizer add -> finalizers(List.of(Agent.FINALIZER));
            case Step.RemoveFinalizer remove -> agent = null;
            case Step.DeleteChild child -> lose(child.kind());
            case Step.EnsureKey key -> {
                if (refuses) {
                    return StepOutcome.failed(step, "forbidden");
                }
                secret = KEY;
                keyVersion = annotation(key.manifest(), AgentChildren.KEY_VERSION);
                children.put(ChildKind.SECRET, new ChildView(true, null, true, null));
            }
            case Step.ApplyChild child -> {
                if (refuses) {
                    return StepOutcome.failed(step, "forbidden");
                }
                String hash = annotation(child.manifest(), Labels.RENDERED_HASH);
                children.put(child.kind(), new ChildView(true, hash, true, null));
                if (child.kind() == ChildKind.CONFIG_MAP) {
                    configuration =
                            HermesView.digest((Map<?, ?>) child.manifest().getOrDefault("data", Map.of()));
                }
                if (child.kind() == ChildKind.SOUL) {
                    soul = new HermesView.Soul(
                            annotation(child.manifest(), AgentSeed.OBJECTIVE),
                            annotation(child.manifest(), AgentSeed.RENDER_SOUL));
                }
                if (child.kind() == ChildKind.SIGNER_DEPLOYMENT) {
                    signer = podsStart ? Rollout.State.Ready : Rollout.State.Progressing;
                }
                if (child.kind() == ChildKind.DEPLOYMENT) {
                    rollouts++;
                    worn = podAnnotation(child.manifest(), AgentWallet.TOKEN_VERSION);
                    rollout = podsStart ? Rollout.State.Ready : Rollout.State.Progressing;
                }
            }
            case Step.EnsureWallet ensure -> {
                if (refuses) {
                    return StepOutcome.failed(step, "forbidden");
                }
                wallet.make(ensure.tokenVersion());
            }
            case Step.EnsureSignerToken token -> wallet.token(token.tokenVersion());
            case Step.ClaimWallet claim -> wallet.keep(false);
            case Step.RetainWallet retain -> wallet.keep(true);
            case Step.DestroyWallet destroy -> wallet.destroy();
            default -> throw new AssertionError("no step of an agent: " + step.summary());
        }
        return StepOutcome.done(step);
    }

    private static @Nullable String podAnnotation(Map<String, Object> manifest, String name) {
        JsonNode annotations = Json.mapper().<JsonNode>valueToTree(manifest).at("/spec/template/metadata/annotations");
        return annotations.path(name).textValue();
    }

    private static String annotation(Map<String, Object> manifest, String name) {
        Map<?, ?> metadata = (Map<?, ?>) manifest.get("metadata");
        Map<?, ?> annotations = metadata == null ? Map.of() : (Map<?, ?>) metadata.get("annotations");
        return String.valueOf(annotations.get(name));
    }

    @Override
    public synchronized void report(AgentReport report) {
        if (agent != null && report.uid().equals(agent.metadata().uid())) {
            status(report.status());
        }
    }

    private void status(Agent.Status status) {
        Agent live = agent;
        agent = live == null ? null : new Agent(live.metadata(), live.spec(), status);
    }

    private void finalizers(List<String> names) {
        Agent live = agent;
        if (live != null) {
            Metadata m = live.metadata();
            agent = new Agent(metadata(m, m.generation(), m.deletionTimestamp(), names), live.spec(), live.status());
        }
    }

    private static Metadata metadata(Metadata m, long generation, @Nullable Instant deletion, List<String> finalizers) {
        return new Metadata(
                m.namespace(),
                m.name(),
                m.uid(),
                "100",
                generation,
                NOW,
                deletion,
                finalizers,
                m.labels(),
                m.annotations());
    }
}

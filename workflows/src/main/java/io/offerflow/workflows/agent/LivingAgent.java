package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Repairs;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan for an agent that exists, parses and stays. */
final class LivingAgent {
    private final Agent agent;
    private final AgentObservation seen;
    private final EntityMemory memory;
    private final Instant now;
    private final AgentProblem.@Nullable Found problem;
    private final AgentWallet wallet;
    private final List<Rendered> children;
    private final Repairs repairs;
    private final AgentDrift drift;

    LivingAgent(Agent agent, AgentObservation seen, EntityMemory memory, Instant now) {
        this.agent = agent;
        this.seen = seen;
        this.memory = memory;
        this.now = now;
        this.problem = AgentProblem.of(agent, seen.owner());
        this.repairs = new Repairs(memory, now);
        this.wallet = new AgentWallet(agent, seen.wallet());
        String model = agent.effectiveModel();
        this.children = problem != null || model == null ? List.of() : children(model);
        this.drift = new AgentDrift(agent, seen, children);
    }

    private List<Rendered> children(String model) {
        boolean podWaits = wallet.holdsBackPod(seen.child(ChildKind.DEPLOYMENT).exists());
        return AgentChildren.render(agent, model, credentials(), seen.settings()).stream()
                .filter(child -> !podWaits || child.kind() != ChildKind.DEPLOYMENT)
                .toList();
    }

    Plan<Agent.Status> plan() {
        List<Step> steps = steps();
        List<Rendered> missing =
                children.stream().filter(child -> !asWanted(child)).toList();
        Agent.Status status = new AgentStages(agent, seen, memory, drift)
                .compose(new AgentStages.Findings(problem, missing, repairs.sentence(), fought()), now);
        boolean atOnce = !steps.isEmpty() && memory.openPasses() > 0 && wallet.goesOnAtOnce(memory);
        Instant patient = repairs.earlier(AgentHealth.earlier(seen, memory.retryAt(steps, now), now));
        Instant retry = atOnce ? now : patient;
        return new Plan<>(List.copyOf(steps), status, retry, "retry what is left", repairs.made());
    }

    private @Nullable String fought() {
        return repairs.fight() == null ? null : repairs.fight().child();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (agent.statusOrEmpty().observedGeneration() == 0) {
            steps.add(new Step.FirstAgentStatus(AgentStages.first(agent, now)));
        }
        if (!agent.metadata().finalizers().contains(Agent.FINALIZER)) {
            steps.add(new Step.AddFinalizer());
        }
        for (Rendered child : children) {
            if (asWanted(child) || seen.foreign().contains(child.kind())) {
                continue;
            }
            if (child.kind() == ChildKind.SECRET) {
                steps.add(new Step.EnsureKey(child.name(), AgentChildren.KEY, child.manifest()));
            } else if (!repairs.contested(child, seen.child(child.kind()))) {
                steps.add(new Step.ApplyChild(child.kind(), child.name(), child.manifest()));
            }
        }
        if (!children.isEmpty()) {
            steps.addAll(wallet.steps(now));
        }
        if (problem == null && !wallet.wanted()) {
            steps.addAll(retiredSigner());
        }
        return steps;
    }

    /** A wallet that is not wanted any more rests: its keystore stays, and nothing signs with it. */
    private List<Step> retiredSigner() {
        return AgentPlanner.TEARDOWN.stream()
                .filter(ChildKind.OF_WALLETS::contains)
                .filter(kind -> seen.child(kind).exists() && !seen.foreign().contains(kind))
                .<Step>map(kind -> new Step.DeleteChild(kind, AgentChildren.name(kind)))
                .toList();
    }

    /**
     * Claims cannot be changed, keys are not, and a soul is not what it was as soon as the agent runs: they are made once. A configuration that
     * a person has edited stays until the spec asks for another one.
     */
    private boolean asWanted(Rendered child) {
        ChildView view = seen.child(child.kind());
        return switch (child.kind()) {
            case SECRET -> seen.key().usable();
            case SOUL -> drift.soulIsDelivered() && !seen.foreign().contains(child.kind());
            case CONFIG_MAP ->
                (child.matches(view) || drift.edited()) && !seen.foreign().contains(child.kind());
            case VOLUME_CLAIM -> view.exists() && !seen.foreign().contains(child.kind());
            default -> child.matches(view) && !seen.foreign().contains(child.kind());
        };
    }

    private Credentials credentials() {
        return new Credentials(keyVersion(), seen.hermes().environment(), wallet.worn());
    }

    /** The key in use, or the one that this plan has drawn: the pod is made once, for the right one. */
    private String keyVersion() {
        if (!seen.key().usable()) {
            return Long.toString(now.toEpochMilli());
        }
        return seen.key().version() == null ? "" : seen.key().version();
    }
}

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Rendered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Computes an agent's conditions and rolls them up into the status that people read. Pure. */
final class AgentStages {
    private final Agent agent;
    private final AgentObservation seen;
    private final EntityMemory memory;
    private final AgentDrift drift;

    /**
     * What the plan found.
     *
     * @param missing children that are not as wanted
     * @param fight about the child that somebody keeps undoing
     * @param fought that child, as kind and name
     */
    record Findings(
            AgentProblem.@Nullable Found problem,
            List<Rendered> missing,
            @Nullable String fight,
            @Nullable String fought) {}

    AgentStages(Agent agent, AgentObservation seen, EntityMemory memory, AgentDrift drift) {
        this.agent = agent;
        this.seen = seen;
        this.memory = memory;
        this.drift = drift;
    }

    /** The status of an agent that nobody has looked at yet: everything Unknown. */
    static Agent.Status first(Agent agent, Instant now) {
        List<Condition> unknown = ConditionType.OF_AGENTS.stream()
                .map(type -> AgentPlanner.condition(
                        type,
                        Status.Unknown,
                        Reason.Observing,
                        "not measured yet",
                        agent.metadata().generation()))
                .toList();
        Agent.Status stored = agent.statusOrEmpty();
        return new Agent.Status(
                agent.metadata().generation(),
                Agent.Phase.Pending.name(),
                stored.pinnedModel(),
                stored.walletAddress(),
                stored.endpoint(),
                Conditions.merge(stored.conditions(), unknown, now));
    }

    Agent.Status compose(Findings found, Instant now) {
        Condition validated = validated(found.problem());
        Condition provisioned = provisioned(found);
        List<Condition> all = new ArrayList<>(List.of(validated, provisioned));
        if (agent.spec().wantsWallet()) {
            all.add(new WalletStage(agent, seen, memory, found).condition());
        }
        Condition blocker = all.stream().filter(c -> !c.holds()).findFirst().orElse(null);
        boolean stalled = blocker != null
                && Reason.valueOf(String.valueOf(blocker.reason())).stalls();
        all.add(ready(blocker));
        all.addAll(drift.conditions());
        if (blocker != null) {
            all.add(is(
                    stalled ? ConditionType.STALLED : ConditionType.RECONCILING,
                    stalled ? Reason.valueOf(String.valueOf(blocker.reason())) : Reason.Reconciling,
                    blocker.type() + ": " + blocker.message()));
        }
        Agent.Phase phase = blocker == null
                ? Agent.Phase.Ready
                : found.problem() != null ? Agent.Phase.Failed : Agent.Phase.Provisioning;
        return status(found, phase, provisioned.holds(), all, now);
    }

    private Agent.Status status(
            Findings found, Agent.Phase phase, boolean provisioned, List<Condition> wanted, Instant now) {
        Agent.Status stored = agent.statusOrEmpty();
        List<Condition> kept = stored.conditions().stream()
                .filter(c -> agent.spec().wantsWallet() || !c.type().equals(ConditionType.WALLET_READY.text()))
                .filter(c -> !AgentDrift.TOLD.contains(c.type())
                        || wanted.stream().anyMatch(w -> w.type().equals(c.type())))
                .toList();
        boolean served =
                found.problem() == null && seen.child(ChildKind.SERVICE).exists();
        return new Agent.Status(
                agent.metadata().generation(),
                phase.name(),
                provisioned ? agent.effectiveModel() : stored.pinnedModel(),
                new AgentWallet(agent, seen.wallet()).address(),
                served ? seen.settings().endpointIn(agent.metadata().namespace()) : null,
                Conditions.merge(kept, wanted, now));
    }

    private Condition validated(AgentProblem.@Nullable Found problem) {
        return problem == null
                ? is(ConditionType.VALIDATED, Reason.SpecValid, "the spec can be carried out")
                : not(ConditionType.VALIDATED, problem.reason(), problem.message());
    }

    private Condition provisioned(Findings found) {
        ConditionType type = ConditionType.PROVISIONED;
        if (found.problem() != null) {
            return not(type, found.problem().reason(), found.problem().message());
        }
        if (agent.effectiveModel() == null) {
            return not(type, Reason.ModelUnpinned, "spec.model is empty: name the model that the agent uses");
        }
        Condition blocker = new ChildStage(agent, seen, memory, found)
                .blocker(type, kind -> !ChildKind.OF_WALLETS.contains(kind), Reason.ProvisionError);
        if (blocker != null) {
            return blocker;
        }
        boolean podExists = seen.child(ChildKind.DEPLOYMENT).exists();
        return new AgentWallet(agent, seen.wallet()).holdsBackPod(podExists)
                ? not(type, Reason.WaitingForWallet, "the pod starts once its wallet is there")
                : rolledOut(type);
    }

    private Condition rolledOut(ConditionType type) {
        Rollout rollout = seen.rollout();
        return switch (rollout.state()) {
            case Missing, Progressing ->
                not(type, Reason.WaitingForDeployment, "the newest pod of Deployment hermes is not ready");
            case Stuck ->
                not(type, Reason.RolloutStuck, Objects.requireNonNullElse(rollout.message(), "the rollout is stuck"));
            case Ready -> {
                HermesView.Health health = seen.hermes().health();
                yield health.state() == HermesView.State.Unwell
                        ? not(
                                type,
                                Reason.HermesUnwell,
                                Objects.requireNonNullElse(health.message(), "Hermes is not well"))
                        : is(type, Reason.Provisioned, "runs model " + agent.effectiveModel());
            }
        };
    }

    private Condition ready(@Nullable Condition blocker) {
        if (blocker == null) {
            return is(ConditionType.READY, Reason.Reconciled, "the agent answers");
        }
        return not(
                ConditionType.READY,
                Reason.valueOf(String.valueOf(blocker.reason())),
                blocker.type() + ": " + blocker.message());
    }

    private Condition is(ConditionType type, Reason reason, String message) {
        return AgentPlanner.condition(
                type, Status.True, reason, message, agent.metadata().generation());
    }

    private Condition not(ConditionType type, Reason reason, String message) {
        return AgentPlanner.condition(
                type, Status.False, reason, message, agent.metadata().generation());
    }
}

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code plan(observed) -> steps and status}: every decision about an agent, with no I/O, clock or randomness in it. */
public final class AgentPlanner {
    /** What buyers call goes first, what others need last. */
    static final List<ChildKind> TEARDOWN = List.of(
            ChildKind.SERVICE,
            ChildKind.SIGNER_SERVICE,
            ChildKind.DEPLOYMENT,
            ChildKind.SIGNER_DEPLOYMENT,
            ChildKind.CONFIG_MAP,
            ChildKind.SOUL,
            ChildKind.SKILLS,
            ChildKind.VOLUME_CLAIM,
            ChildKind.SECRET,
            ChildKind.SERVICE_ACCOUNT,
            ChildKind.NETWORK_POLICY,
            ChildKind.SIGNER_POLICY);

    private AgentPlanner() {}

    /**
     * @param memory what earlier passes left, for the object's uid
     * @param now the workflow's time
     */
    public static Plan<Agent.Status> plan(AgentObservation seen, EntityMemory memory, Instant now) {
        Metadata metadata = seen.metadata();
        if (metadata == null) {
            List<Step> steps = new ArrayList<>();
            TEARDOWN.stream()
                    .filter(seen.orphans()::contains)
                    .map(AgentPlanner::delete)
                    .forEach(steps::add);
            // Nobody can be asked any more what was meant to become of the wallet.
            steps.addAll(AgentWallet.farewell(seen.wallet(), false));
            return new Plan<>(steps, null, memory.retryAt(steps, now), "retry", List.of());
        }
        if (metadata.deleting()) {
            return deletion(seen, metadata, memory, now);
        }
        Agent agent = seen.agent();
        return agent == null ? unreadable(seen, metadata, now) : new LivingAgent(agent, seen, memory, now).plan();
    }

    /** Objects of others that have the children's names stay, and so do those of the namespace's owner. */
    private static Plan<Agent.Status> deletion(
            AgentObservation seen, Metadata metadata, EntityMemory memory, Instant now) {
        List<Step> steps = new ArrayList<>();
        TEARDOWN.stream()
                .filter(kind -> seen.child(kind).exists() && !seen.foreign().contains(kind))
                .map(AgentPlanner::delete)
                .forEach(steps::add);
        Agent agent = seen.agent();
        steps.addAll(AgentWallet.farewell(
                seen.wallet(), agent != null && agent.spec().destroysWallet()));
        if (metadata.finalizers().contains(Agent.FINALIZER)) {
            steps.add(new Step.RemoveFinalizer());
        }
        String refused = memory.firstRefusal("");
        String sentence = steps.isEmpty()
                ? "the agent is torn down and waits for the finalizers of others: "
                        + String.join(", ", metadata.finalizers())
                : Objects.requireNonNullElse(refused, "the agent is being deleted");
        List<Condition> wanted = Stream.of(ConditionType.PROVISIONED, ConditionType.READY)
                .map(type -> condition(type, Condition.Status.False, Reason.Deleting, sentence, metadata.generation()))
                .toList();
        return new Plan<>(
                List.copyOf(steps),
                status(seen, metadata, Agent.Phase.Pending, wanted, now),
                memory.retryAt(steps, now),
                "retry what deletion left",
                List.of());
    }

    private static Plan<Agent.Status> unreadable(AgentObservation seen, Metadata metadata, Instant now) {
        String message = seen.unreadable() == null ? "" : seen.unreadable().message();
        List<Condition> wanted = Stream.of(ConditionType.VALIDATED, ConditionType.READY, ConditionType.STALLED)
                .map(type -> condition(
                        type,
                        type == ConditionType.STALLED ? Condition.Status.True : Condition.Status.False,
                        Reason.InvalidSpec,
                        message,
                        metadata.generation()))
                .toList();
        return new Plan<>(List.of(), status(seen, metadata, Agent.Phase.Failed, wanted, now), null, "", List.of());
    }

    private static Agent.Status status(
            AgentObservation seen, Metadata metadata, Agent.Phase phase, List<Condition> wanted, Instant now) {
        Agent.Status stored = seen.stored();
        return new Agent.Status(
                metadata.generation(),
                phase.name(),
                stored.pinnedModel(),
                stored.walletAddress(),
                stored.endpoint(),
                Conditions.merge(stored.conditions(), wanted, now));
    }

    private static Step delete(ChildKind kind) {
        return new Step.DeleteChild(kind, AgentChildren.name(kind));
    }

    static Condition condition(
            ConditionType type, Condition.Status status, Reason reason, String message, long generation) {
        return new Condition(type.text(), status, reason.name(), message, null, generation);
    }
}

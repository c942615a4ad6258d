package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people should know though it is no fault: a configuration that a person edited, an objective that SOUL.md does not have, tools that reach
 * too far. Pure.
 */
final class AgentDrift {
    /** Conditions that are there only while there is something to tell. */
    static final Set<String> TOLD = Set.of(
            ConditionType.CONFIG_DRIFT.text(),
            ConditionType.OBJECTIVE_DELIVERED.text(),
            ConditionType.BUYERS_ISOLATED.text());

    private final Agent agent;
    private final AgentObservation seen;
    private final Optional<Rendered> configuration;

    /** @param children as they should be; none for an agent that cannot be carried out */
    AgentDrift(Agent agent, AgentObservation seen, List<Rendered> children) {
        this.agent = agent;
        this.seen = seen;
        this.configuration = children.stream()
                .filter(child -> child.kind() == ChildKind.CONFIG_MAP)
                .findFirst();
    }

    /** The ConfigMap was rendered from this very spec, and somebody changed its data since. */
    boolean edited() {
        return configuration
                .filter(wanted -> seen.child(ChildKind.CONFIG_MAP).exists())
                .filter(wanted ->
                        wanted.hash().equals(seen.child(ChildKind.CONFIG_MAP).renderedHash()))
                .filter(wanted -> !digest(wanted).equals(seen.hermes().configuration()))
                .isPresent();
    }

    /** There is a soul, made for the latest request. */
    boolean soulIsDelivered() {
        HermesView.Soul soul = seen.hermes().soul();
        return soul != null && soul.request().equals(AgentSeed.request(agent));
    }

    /** What people should know; nothing before there is anything that could differ. */
    List<Condition> conditions() {
        List<Condition> all = new ArrayList<>();
        if (configuration.isPresent() && seen.child(ChildKind.CONFIG_MAP).exists()) {
            all.add(
                    edited()
                            ? condition(
                                    ConditionType.CONFIG_DRIFT,
                                    Status.True,
                                    Reason.OutOfBandEdit,
                                    "ConfigMap hermes-config was edited and is left so until the spec changes; delete it to"
                                            + " have it made anew")
                            : condition(
                                    ConditionType.CONFIG_DRIFT,
                                    Status.False,
                                    Reason.InSync,
                                    "ConfigMap hermes-config is as the spec has it"));
        }
        HermesView.Soul soul = seen.hermes().soul();
        if (configuration.isPresent() && soul != null) {
            all.add(
                    AgentSeed.objective(agent).equals(soul.objective())
                            ? condition(
                                    ConditionType.OBJECTIVE_DELIVERED,
                                    Status.True,
                                    Reason.SoulRendered,
                                    "SOUL.md was made from spec.objective, and is the agent's own since")
                            : condition(
                                    ConditionType.OBJECTIVE_DELIVERED,
                                    Status.False,
                                    Reason.ObjectiveChanged,
                                    "SOUL.md was made from an earlier spec.objective; give annotation "
                                            + AgentSeed.RENDER_SOUL + " a new value to have it written anew"));
        }
        if (configuration.isPresent()) {
            all.add(tools());
        }
        return all;
    }

    private Condition tools() {
        List<String> open = Toolsets.open(agent.spec());
        return open.isEmpty()
                ? condition(
                        ConditionType.BUYERS_ISOLATED,
                        Status.True,
                        Reason.ToolsOff,
                        "the agent answers from its model and reads its skills; tools that act are off, see spec.disabledToolsets")
                : condition(
                        ConditionType.BUYERS_ISOLATED,
                        Status.False,
                        Reason.ToolsOn,
                        "on are " + String.join(", ", open)
                                + ": a buyer could reach other buyers, keys or the wallet; add them to spec.disabledToolsets unless"
                                + " the agent is yours alone");
    }

    private static String digest(Rendered wanted) {
        return wanted.manifest().get("data") instanceof Map<?, ?> data ? HermesView.digest(data) : "";
    }

    private Condition condition(ConditionType type, Status status, Reason reason, String message) {
        return AgentPlanner.condition(
                type, status, reason, message, agent.metadata().generation());
    }
}

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Rendered;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is wrong with some of an agent's children. Pure. */
final class ChildStage {
    private final Agent agent;
    private final AgentObservation seen;
    private final EntityMemory memory;
    private final AgentStages.Findings found;

    ChildStage(Agent agent, AgentObservation seen, EntityMemory memory, AgentStages.Findings found) {
        this.agent = agent;
        this.seen = seen;
        this.memory = memory;
        this.found = found;
    }

    /**
     * Null when they are as wanted.
     *
     * @param refusedAs the reason for a child that the API server refuses
     */
    @Nullable
    Condition blocker(ConditionType type, Predicate<ChildKind> those, Reason refusedAs) {
        Optional<ChildKind> foreign = seen.foreign().stream().filter(those).findFirst();
        if (foreign.isPresent()) {
            return not(
                    type, Reason.ForeignChild, named(foreign.get()) + " was made by somebody else and is left alone");
        }
        if (found.fight() != null
                && AgentPlanner.TEARDOWN.stream().filter(those).anyMatch(kind -> named(kind)
                        .equals(found.fought()))) {
            return not(type, Reason.FieldConflict, found.fight());
        }
        Optional<Rendered> missing = found.missing().stream()
                .filter(child -> those.test(child.kind()))
                .findFirst();
        if (missing.isEmpty()) {
            return null;
        }
        String first = named(missing.get().kind());
        String refused = memory.firstRefusal("apply " + first);
        return refused != null
                ? not(type, refusedAs, refused)
                : not(type, Reason.WaitingForChildren, first + " is not as wanted");
    }

    private static String named(ChildKind kind) {
        return kind.kind() + " " + AgentChildren.name(kind);
    }

    private Condition not(ConditionType type, Reason reason, String message) {
        return AgentPlanner.condition(
                type, Condition.Status.False, reason, message, agent.metadata().generation());
    }
}

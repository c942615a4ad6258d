package io.offerflow.workflows.entity;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.EntityEvent.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What changed between the conditions of two statuses, as Kubernetes Events: Normal when a stage becomes true, Warning when one fails or fails differently.
 * An object that converges for the first time is told as one Event, Ready.
 */
public final class ConditionEvents {
    /** Stages that do not concern the object: a word in the status, but nothing that happened. */
    private static final Set<String> NO_NEWS =
            Set.of(Reason.Skipped.name(), Reason.Disabled.name(), Reason.InSync.name());

    private ConditionEvents() {}

    public static List<EntityEvent> between(List<Condition> before, List<Condition> after) {
        List<EntityEvent> events = new ArrayList<>();
        boolean ready = Conditions.holds(after, ConditionType.READY);
        for (ConditionType type : ConditionType.values()) {
            if (type == ConditionType.RECONCILING || type == ConditionType.STALLED) {
                continue;
            }
            Optional<Condition> was = Conditions.find(before, type);
            Conditions.find(after, type)
                    .filter(is -> was.isEmpty() || changed(was.get(), is))
                    .filter(is -> is.status() != Condition.Status.Unknown)
                    .filter(is -> !NO_NEWS.contains(is.reason()))
                    .filter(is -> !(ready && type != ConditionType.READY && wentWell(was, is)))
                    .ifPresent(is -> events.add(event(is)));
        }
        return List.copyOf(events);
    }

    /** A stage of a first convergence that is part of becoming Ready: one Event tells it all. */
    private static boolean wentWell(Optional<Condition> was, Condition is) {
        return is.holds()
                && !warns(is)
                && was.map(Condition::status).orElse(Condition.Status.Unknown) == Condition.Status.Unknown;
    }

    private static boolean changed(Condition was, Condition is) {
        return was.status() != is.status() || !Objects.equals(was.reason(), is.reason());
    }

    private static boolean warns(Condition is) {
        return Stream.of(Reason.values())
                .anyMatch(reason -> reason.warns() && reason.name().equals(is.reason()));
    }

    private static EntityEvent event(Condition is) {
        return new EntityEvent(
                is.holds() && !warns(is) ? Type.Normal : Type.Warning,
                String.valueOf(is.reason()),
                is.type() + (is.holds() ? ": " : " is False: ") + is.message());
    }
}

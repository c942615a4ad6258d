package io.offerflow.api.condition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arithmetic on condition lists. Types are unique; foreign types are kept. */
public final class Conditions {
    private Conditions() {}

    public static Optional<Condition> find(Collection<Condition> conditions, ConditionType type) {
        return conditions.stream().filter(c -> c.type().equals(type.text())).findFirst();
    }

    public static boolean holds(Collection<Condition> conditions, ConditionType type) {
        return find(conditions, type).map(Condition::holds).orElse(false);
    }

    /**
     * The list after one observation: every wanted condition replaces the stored one of its type and keeps its transition time while its
     * status is the same; stored conditions that exist only while true and are not wanted go away.
     *
     * @param now used for flips, cut to whole seconds
     */
    public static List<Condition> merge(List<Condition> stored, List<Condition> wanted, Instant now) {
        Map<String, Condition> result = new LinkedHashMap<>();
        stored.forEach(c -> result.put(c.type(), c));
        for (ConditionType type : ConditionType.values()) {
            if (type.onlyWhenTrue()) {
                result.remove(type.text());
            }
        }
        for (Condition condition : wanted) {
            Optional<Condition> before = stored.stream()
                    .filter(c -> c.type().equals(condition.type()) && c.status() == condition.status())
                    .findFirst();
            Instant since =
                    before.map(Condition::lastTransitionTime).orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS));
            result.put(condition.type(), withTransition(condition, since));
        }
        return new ArrayList<>(result.values());
    }

    private static Condition withTransition(Condition c, Instant since) {
        return new Condition(c.type(), c.status(), c.reason(), c.message(), since, c.observedGeneration());
    }
}

package io.offerflow.workflows.agent;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a Hermes is asked again that runs and does not say that it is well: nothing in the cluster changes when it recovers. Pure. */
final class AgentHealth {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private AgentHealth() {}

    /** The earlier of an instant and the next question; null when there is neither. Waits grow with the time that it is not well. */
    static @Nullable Instant earlier(AgentObservation seen, @Nullable Instant retry, Instant now) {
        if (seen.hermes().health().state() != HermesView.State.Unwell) {
            return retry;
        }
        Instant since = Conditions.find(seen.stored().conditions(), ConditionType.READY)
                .filter(ready -> !ready.holds())
                .map(Condition::lastTransitionTime)
                .orElse(now);
        Duration wait = Duration.between(since, now).dividedBy(2);
        Duration bounded = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        Instant next = now.plus(bounded);
        return retry == null || next.isBefore(retry) ? next : retry;
    }
}

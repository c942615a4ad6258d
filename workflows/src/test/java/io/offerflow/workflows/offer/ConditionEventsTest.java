package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ConditionEvents;
import io.offerflow.workflows.entity.EntityEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionEventsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aStageThatBecomesTrueIsNewsAndOneThatDoesNotConcernTheOfferIsNot() {
        List<Condition> after = status(
                condition(ConditionType.MODEL_READY, Condition.Status.True, Reason.Skipped),
                condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.True, Reason.Healthy),
                condition(ConditionType.REGISTERED, Condition.Status.True, Reason.Disabled));
        assertThat(ConditionEvents.between(List.of(), after))
                .extracting(EntityEvent::reason)
                .containsExactly("Healthy");
    }

    @Test
    void aFirstConvergenceIsOneEventAndALaterRecoveryNamesItsStage() {
        Condition healthy = condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.True, Reason.Healthy);
        Condition ready = condition(ConditionType.READY, Condition.Status.True, Reason.Reconciled);
        assertThat(ConditionEvents.between(List.of(), status(healthy, ready)))
                .extracting(EntityEvent::message)
                .containsExactly("Ready: as measured");

        List<Condition> ill = status(
                condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.False, Reason.Unhealthy),
                condition(ConditionType.READY, Condition.Status.False, Reason.Unhealthy));
        assertThat(ConditionEvents.between(ill, status(healthy, ready)))
                .extracting(EntityEvent::message)
                .containsExactlyInAnyOrder("UpstreamHealthy: as measured", "Ready: as measured");
    }

    @Test
    void aStageThatFailsIsAWarningOnce() {
        List<Condition> ill =
                status(condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.False, Reason.Unhealthy));
        assertThat(ConditionEvents.between(List.of(), ill))
                .extracting(EntityEvent::type)
                .containsExactly(EntityEvent.Type.Warning);
        assertThat(ConditionEvents.between(ill, ill)).isEmpty();
    }

    private static List<Condition> status(Condition... conditions) {
        return List.of(conditions);
    }

    private static Condition condition(ConditionType type, Condition.Status status, Reason reason) {
        return new Condition(type.text(), status, reason.name(), "as measured", NOW, 1L);
    }
}

package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusEventsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aStageThatBecomesTrueIsNewsAndOneThatDoesNotConcernTheOfferIsNot() {
        ServiceOfferStatus after = status(
                condition(ConditionType.MODEL_READY, Condition.Status.True, Reason.Skipped),
                condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.True, Reason.Healthy),
                condition(ConditionType.REGISTERED, Condition.Status.True, Reason.Disabled));
        assertThat(StatusEvents.between(ServiceOfferStatus.EMPTY, after))
                .extracting(OfferEvent::reason)
                .containsExactly("Healthy");
    }

    @Test
    void aFirstConvergenceIsOneEventAndALaterRecoveryNamesItsStage() {
        Condition healthy = condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.True, Reason.Healthy);
        Condition ready = condition(ConditionType.READY, Condition.Status.True, Reason.Reconciled);
        assertThat(StatusEvents.between(ServiceOfferStatus.EMPTY, status(healthy, ready)))
                .extracting(OfferEvent::message)
                .containsExactly("Ready: as measured");

        ServiceOfferStatus ill = status(
                condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.False, Reason.Unhealthy),
                condition(ConditionType.READY, Condition.Status.False, Reason.Unhealthy));
        assertThat(StatusEvents.between(ill, status(healthy, ready)))
                .extracting(OfferEvent::message)
                .containsExactlyInAnyOrder("UpstreamHealthy: as measured", "Ready: as measured");
    }

    @Test
    void aStageThatFailsIsAWarningOnce() {
        ServiceOfferStatus ill =
                status(condition(ConditionType.UPSTREAM_HEALTHY, Condition.Status.False, Reason.Unhealthy));
        assertThat(StatusEvents.between(ServiceOfferStatus.EMPTY, ill))
                .extracting(OfferEvent::type)
                .containsExactly(OfferEvent.Type.Warning);
        assertThat(StatusEvents.between(ill, ill)).isEmpty();
    }

    private static ServiceOfferStatus status(Condition... conditions) {
        return new ServiceOfferStatus(null, 1, List.of(conditions), null, null, null, null, null, null, null);
    }

    private static Condition condition(ConditionType type, Condition.Status status, Reason reason) {
        return new Condition(type.text(), status, reason.name(), "as measured", NOW, 1L);
    }
}

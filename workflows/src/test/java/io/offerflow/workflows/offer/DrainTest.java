package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.ChildView;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Instant DRAIN_AT = Offers.NOW.plusSeconds(600);
    private static final Instant END = DRAIN_AT.plusSeconds(60);
    private static final Observations DRAINING = settled(Offers.demo().draining(DRAIN_AT, "60s"));

    @Test
    void aDrainingOfferSellsOnAndSaysUntilWhen() {
        assertThat(DRAINING.status().phase()).isEqualTo(Phase.Draining);
        assertThat(DRAINING.status().drainEndsAt()).isEqualTo(END);
        assertThat(DRAINING.condition(ConditionType.READY).holds()).isTrue();
        assertThat(DRAINING.condition(ConditionType.DRAINING).message()).isEqualTo("sells until " + END);
        assertThat(DRAINING.plan().steps()).isEmpty();
    }

    @Test
    void oneTimerWaitsForTheEnd() {
        assertThat(DRAINING.plan().wakeAt()).isEqualTo(END);
        assertThat(DRAINING.plan().wakeWhy()).isEqualTo("end of sale");
        assertThat(DRAINING.at(END).plan().wakeAt()).isNull();
    }

    @Test
    void atItsEndTheRouteGoesBeforeTheMiddleware() {
        assertThat(DRAINING.at(END.minusMillis(1)).plan().steps()).isEmpty();
        assertThat(DRAINING.at(END).steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
    }

    @Test
    void aDrainedOfferIsNeitherReadyNorStalledNorReconciling() {
        Observations drained = DRAINING.at(END).route(ChildView.ABSENT).middleware(ChildView.ABSENT);

        assertThat(drained.plan().steps()).isEmpty();
        assertThat(drained.condition(ConditionType.READY).reason()).isEqualTo("Drained");
        assertThat(drained.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("Drained");
        assertThat(drained.condition(ConditionType.DRAINING).reason()).isEqualTo("Drained");
        assertThat(drained.has(ConditionType.STALLED)).isFalse();
        assertThat(drained.has(ConditionType.RECONCILING)).isFalse();
    }

    @Test
    void b6_aDrainedOfferInConflictOrWithAReservedPathIsDrained() {
        assertThat(DRAINING.at(END)
                        .conflict("an older offer owns it")
                        .condition(ConditionType.ROUTE_PUBLISHED)
                        .reason())
                .isEqualTo("Drained");
        Observations reserved = settled(Offers.demo().path("/api").draining(DRAIN_AT, "60s"));
        assertThat(reserved.at(END).condition(ConditionType.ROUTE_PUBLISHED).reason())
                .isEqualTo("Drained");
        assertThat(reserved.condition(ConditionType.DRAINING).reason())
                .as("draining is told beside the reserved path")
                .isEqualTo("Draining");
    }

    @Test
    void withoutAGracePeriodItIsAnHourAndZeroMeansAtOnce() {
        assertThat(settled(Offers.demo().draining(DRAIN_AT, "")).plan().wakeAt())
                .isEqualTo(DRAIN_AT.plus(Duration.ofHours(1)));
        assertThat(settled(Offers.demo().draining(DRAIN_AT, "0")).plan().wakeAt())
                .isEqualTo(DRAIN_AT);
    }

    @Test
    void takingTheDrainBackPublishesAgain() {
        Observations drained = DRAINING.at(END)
                .route(ChildView.ABSENT)
                .middleware(ChildView.ABSENT)
                .reported();
        Observations back = drained.edited(Offers.demo());

        assertThat(back.served().steps()).contains("apply Middleware x402-demo", "apply HTTPRoute so-demo");
        assertThat(back.status().drainEndsAt()).isNull();
        assertThat(back.has(ConditionType.DRAINING)).isFalse();
    }

    @Test
    void anEndBeyondTheCalendarSetsNoTimer() {
        assertThat(settled(Offers.demo().draining(Instant.MAX.minusSeconds(1), "1h"))
                        .plan()
                        .wakeAt())
                .isNull();
    }
}

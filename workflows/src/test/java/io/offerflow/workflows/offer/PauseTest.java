package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.ChildView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Assertion 61 of the reference: the spec wins, the annotation is honoured, conditions go on telling the truth. */
class PauseTest {
    private static final Offers PAUSED = Offers.demo().paused(true);

    @Test
    void pauseFreezesEveryWrite() {
        assertThat(fresh(PAUSED.finalizers()).plan().steps()).isEmpty();
        assertThat(settled(PAUSED).route(ChildView.ABSENT).plan().steps()).isEmpty();
        assertThat(settled(PAUSED)
                        .middleware(new ChildView(true, "other", true, null))
                        .plan()
                        .steps())
                .isEmpty();
    }

    @Test
    void conditionsStayTrueToWhatIsSeen() {
        assertThat(settled(PAUSED).condition(ConditionType.READY).holds()).isTrue();
        assertThat(settled(PAUSED).status().phase()).isEqualTo(Phase.Paused);
        assertThat(settled(PAUSED).condition(ConditionType.PAUSED).reason()).isEqualTo("PausedBySpec");
        assertThat(settled(PAUSED)
                        .upstreamAnswers(500)
                        .condition(ConditionType.UPSTREAM_HEALTHY)
                        .holds())
                .isFalse();
    }

    @Test
    void whatIsMissingIsToldAsPausedNotAsReconciling() {
        Observations broken = settled(PAUSED).route(ChildView.ABSENT);

        assertThat(broken.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("PausedBySpec");
        assertThat(broken.has(ConditionType.RECONCILING)).isFalse();
        assertThat(broken.plan().wakeAt()).isNull();
    }

    @Test
    void theAnnotationIsHonouredAndTheSpecWins() {
        Offers byAnnotation = Offers.demo().annotated("obol.org/paused", "true");

        assertThat(settled(byAnnotation).condition(ConditionType.PAUSED).reason())
                .isEqualTo("PausedByAnnotation");
        assertThat(settled(byAnnotation).condition(ConditionType.PAUSED).message())
                .contains("prefer spec.paused");
        assertThat(settled(byAnnotation).route(ChildView.ABSENT).plan().steps()).isEmpty();
        assertThat(settled(byAnnotation.paused(true))
                        .condition(ConditionType.PAUSED)
                        .reason())
                .isEqualTo("PausedBySpec");
    }

    @Test
    void resumingMendsWhatHappenedMeanwhile() {
        Observations resumed = settled(PAUSED).route(ChildView.ABSENT).edited(Offers.demo());

        assertThat(resumed.served().steps()).contains("apply HTTPRoute so-demo");
        assertThat(resumed.has(ConditionType.PAUSED)).isFalse();
    }

    @Test
    void thePauseOutlivesTheEndOfSaleAndTheGateAloneRefuses() {
        Observations drained = settled(Offers.demo().draining(Offers.NOW, "1m").paused(true))
                .at(Offers.NOW.plus(Duration.ofMinutes(1)));

        assertThat(drained.plan().steps()).isEmpty();
        assertThat(drained.condition(ConditionType.READY).reason()).isEqualTo("Drained");
    }

    @Test
    void deletionGoesOnThoughPaused() {
        Observations deleting = settled(PAUSED).offer(PAUSED.deleting().build());

        assertThat(deleting.steps())
                .containsExactly(
                        "wait for the gate to refuse",
                        "delete HTTPRoute so-demo",
                        "delete Middleware x402-demo",
                        "remove finalizer");
    }
}

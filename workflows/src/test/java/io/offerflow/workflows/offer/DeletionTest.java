package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.offer.Observation.ChildName;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionTest {
    private static final Offers DEMO = Offers.demo();
    private static final Observations DELETING = settled(DEMO).edited(DEMO.deleting());

    @Test
    void theGateRefusesFirstThenRouteMiddlewareAndFinalizerGo() {
        assertThat(DELETING.plan().steps())
                .hasExactlyElementsOfTypes(
                        Step.AwaitRefusal.class,
                        Step.DeleteChild.class,
                        Step.DeleteChild.class,
                        Step.RemoveFinalizer.class);
        assertThat(DELETING.steps()).containsSubsequence("delete HTTPRoute so-demo", "delete Middleware x402-demo");
    }

    @Test
    void conditionsFlipWithTheDeletion() {
        assertThat(DELETING.status().phase()).isEqualTo(Phase.Deleting);
        for (ConditionType type :
                List.of(ConditionType.PAYMENT_GATE_READY, ConditionType.ROUTE_PUBLISHED, ConditionType.READY)) {
            assertThat(DELETING.condition(type).reason()).isEqualTo("Deleting");
            assertThat(DELETING.condition(type).holds()).isFalse();
        }
    }

    @Test
    void b7_whatHoldsADeletionIsNamed() {
        Observations held = DELETING.route(ChildView.ABSENT)
                .middleware(ChildView.ABSENT)
                .offer(DEMO.deleting().finalizers("foreign/hook").build());

        assertThat(held.plan().steps()).isEmpty();
        assertThat(held.condition(ConditionType.READY).message()).contains("foreign/hook");
    }

    @Test
    void b7_aChildThatCannotBeDeletedIsToldAndTheFinalizerGoesAllTheSame() {
        EntityMemory failed = DELETING.memory()
                .of(Offers.UID, DELETING.offer().metadata().generation())
                .afterSteps(List.of(
                        StepOutcome.failed(new Step.DeleteChild(ChildKind.HTTP_ROUTE, "so-demo"), "forbidden")));

        assertThat(DELETING.memory(failed).condition(ConditionType.READY).message())
                .isEqualTo("delete HTTPRoute so-demo: forbidden");
        assertThat(DELETING.memory(failed).steps()).contains("remove finalizer");
        assertThat(DELETING.memory(failed).plan().wakeAt()).isEqualTo(Offers.NOW.plusSeconds(1));
    }

    @Test
    void withoutOurFinalizerOnlyChildrenGo() {
        assertThat(DELETING.offer(DEMO.deleting().finalizers("foreign/hook").build())
                        .steps())
                .containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
    }

    @Test
    void anUnreadableOfferIsDeletedToo() {
        ServiceOffer offer = DEMO.deleting().build();
        Observation unreadable = new Observation(
                null,
                new Observation.Unreadable(offer.metadata(), "spec.upstream.port \"x\" cannot be read"),
                DELETING.upstream(),
                List.of(),
                DELETING.middleware(),
                DELETING.route(),
                ChildView.ABSENT,
                RouteAcceptance.PENDING,
                true,
                null,
                List.of(),
                ControllerSettings.DEFAULTS);

        assertThat(OfferPlanner.plan(unreadable, EntityMemory.EMPTY, Offers.NOW).steps())
                .last()
                .isInstanceOf(Step.RemoveFinalizer.class);
    }

    @Test
    void orphansOfAVanishedOfferGoAndThenItIsGone() {
        Observation orphans =
                Observation.gone(List.of(new ChildName(ChildKind.HTTP_ROUTE, "so-demo")), ControllerSettings.DEFAULTS);
        Plan<ServiceOfferStatus> plan = OfferPlanner.plan(orphans, EntityMemory.EMPTY, Offers.NOW);

        assertThat(plan.gone()).isFalse();
        assertThat(plan.status()).isNull();
        assertThat(plan.steps()).containsExactly(new Step.DeleteChild(ChildKind.HTTP_ROUTE, "so-demo"));
        assertThat(OfferPlanner.plan(orphans, EntityMemory.EMPTY.open(), Offers.NOW)
                        .wakeAt())
                .isEqualTo(Offers.NOW.plusSeconds(1));
        assertThat(OfferPlanner.plan(
                                Observation.gone(List.of(), ControllerSettings.DEFAULTS),
                                EntityMemory.EMPTY.open(),
                                Offers.NOW)
                        .gone())
                .isTrue();
    }
}

package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Objects that the reference controller left: its finalizer, its status, its children, another field manager. */
class AdoptionTest {
    private static final ServiceOfferStatus THEIRS = new ServiceOfferStatus(
            null,
            1,
            Stream.of("ModelReady", "UpstreamHealthy", "PaymentGateReady", "RoutePublished", "Registered", "Ready")
                    .map(type -> new Condition(type, Status.True, "Active", "reconciled", Offers.NOW, null))
                    .toList(),
            "/services/demo",
            null,
            null,
            null,
            null,
            null,
            null);
    private static final ChildView THEIR_CHILD = new ChildView(true, null, false, "serviceoffer-controller");
    private static final Observations LEFT = fresh(Offers.demo().status(THEIRS))
            .served()
            .middleware(THEIR_CHILD)
            .route(THEIR_CHILD)
            .accepted();

    @Test
    void theirChildrenAreTakenOverInPlaceMiddlewareFirst() {
        assertThat(LEFT.steps())
                .containsExactly(
                        "apply Middleware x402-demo",
                        "apply HTTPRoute so-demo",
                        "wait for the Gateway's word about so-demo");
    }

    @Test
    void nothingIsDeletedNorDeclaredUnknownOnTheWay() {
        assertThat(LEFT.plan().steps()).noneMatch(Step.DeleteChild.class::isInstance);
        assertThat(LEFT.plan().steps()).noneMatch(Step.FirstStatus.class::isInstance);
        assertThat(LEFT.plan().steps()).noneMatch(Step.AddFinalizer.class::isInstance);
    }

    @Test
    void theirTransitionTimesAndForeignConditionsAreKept() {
        Condition foreign = new Condition("Backup", Status.True, "Done", "by another tool", Offers.NOW, null);
        ServiceOfferStatus both = withConditions(
                Stream.concat(THEIRS.conditions().stream(), Stream.of(foreign)).toList());
        Observations adopted =
                LEFT.offer(Offers.demo().status(both).build()).childrenInPlace().at(Offers.NOW.plusSeconds(99));

        assertThat(adopted.condition(ConditionType.READY).lastTransitionTime()).isEqualTo(Offers.NOW);
        assertThat(adopted.status().conditions()).contains(foreign);
    }

    @Test
    void explicitFalseOfTransientConditionsGoes() {
        ServiceOfferStatus with = withConditions(List.of(
                new Condition("Draining", Status.False, "Active", "", Offers.NOW, null),
                new Condition("Paused", Status.False, "NotPaused", "", Offers.NOW, null)));

        Observations adopted = LEFT.offer(Offers.demo().status(with).build());
        assertThat(adopted.has(ConditionType.DRAINING)).isFalse();
        assertThat(adopted.has(ConditionType.PAUSED)).isFalse();
    }

    @Test
    void reasonsOfOtherVersionsDoNotBreakThePlan() {
        ServiceOfferStatus strange = withConditions(
                List.of(new Condition("PaymentGateReady", Status.False, "HostnameConflict", "theirs", Offers.NOW, 1L)));
        Observations silent =
                LEFT.offer(Offers.demo().status(strange).build()).gate(Observations.unreachable("gate-0"));

        assertThat(silent.condition(ConditionType.PAYMENT_GATE_READY).reason()).isEqualTo("WaitingForGateway");
    }

    private static ServiceOfferStatus withConditions(List<Condition> conditions) {
        return new ServiceOfferStatus(null, 1, conditions, null, null, null, null, null, null, null);
    }
}

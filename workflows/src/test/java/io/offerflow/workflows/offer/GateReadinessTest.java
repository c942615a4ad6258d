package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static io.offerflow.workflows.offer.Observations.unknown;
import static io.offerflow.workflows.offer.Observations.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is published that the gate does not guard, and the gate's silence is told apart from its no. */
class GateReadinessTest {
    private static final Offers DEMO = Offers.demo();

    @Test
    void aRouteIsNotPublishedBeforeAReplicaWasAsked() {
        assertThat(fresh(DEMO).gate(unreachable("gate-0")).steps()).noneMatch(s -> s.contains("HTTPRoute"));
        assertThat(fresh(DEMO).withoutGate().steps()).noneMatch(s -> s.contains("HTTPRoute"));
    }

    @Test
    void aRouteIsCreatedOnlyRightAfterTheGatesWord() {
        for (Observations o :
                List.of(fresh(DEMO).gate(unknown("gate-0")), fresh(DEMO).served())) {
            assertThat(o.steps())
                    .containsSubsequence("wait for the gate to load route " + digest(o), "apply HTTPRoute so-demo");
        }
        assertThat(settled(DEMO).route(new ChildView(true, "other", true, null)).steps())
                .as("a repair needs no wait")
                .noneMatch(s -> s.startsWith("wait for the gate"));
    }

    @Test
    void theGateIsWaitedForThoughTheUpstreamsOwnerHasNotAgreed() {
        assertThat(fresh(DEMO).upstream(UpstreamView.State.NotGranted).plan().steps())
                .hasAtLeastOneElementOfType(Step.AwaitGate.class);
    }

    private static String digest(Observations o) {
        return String.valueOf(
                o.serving("any").report() == null
                        ? ""
                        : o.serving("any").report().digest());
    }

    @Test
    void oneLaggingReplicaHoldsTheRouteBack() {
        Observations two = fresh(DEMO);

        assertThat(two.gate(two.serving("gate-0"), unknown("gate-1")).plan().steps())
                .hasAtLeastOneElementOfType(Step.AwaitGate.class);
        assertThat(two.gate(two.serving("gate-0"), unknown("gate-1"))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForPaymentGate");
    }

    @Test
    void aReplicaThatServesAnotherDigestOrUidDoesNotCount() {
        Observations o = fresh(DEMO);

        assertThat(o.gate(o.report("gate-0", State.Served, "0000", null))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .status())
                .isEqualTo(Status.False);
        Observations old = fresh(DEMO.uid("uid-0"));
        assertThat(o.gate(old.serving("gate-0"))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .status())
                .isEqualTo(Status.False);
    }

    @Test
    void anUnreachableReplicaBesideAServingOneKeepsTheGateReady() {
        Observations o = settled(DEMO);

        assertThat(o.gate(o.serving("gate-0"), unreachable("gate-1")).status())
                .isEqualTo(o.offer().status());
    }

    @Test
    void scalingTheGateRewritesNoStatus() {
        Observations o = settled(DEMO);

        assertThat(o.gate(o.serving("gate-0"), o.serving("gate-1"), o.serving("gate-2"))
                        .status())
                .isEqualTo(o.offer().status());
    }

    @Test
    void whenNoReplicaCanBeAskedTheLastWordStaysForItsGenerationOnly() {
        Observations silent = settled(DEMO).gate(unreachable("gate-0"));

        assertThat(silent.status()).isEqualTo(silent.offer().status());
        Condition afterEdit = silent.edited(DEMO.priced("0.002")).condition(ConditionType.PAYMENT_GATE_READY);
        assertThat(afterEdit.status()).isEqualTo(Status.False);
        assertThat(afterEdit.reason()).isEqualTo("WaitingForGateway");
    }

    @Test
    void notMeasuredYetIsNoWordOfTheGate() {
        Observations first = fresh(DEMO).gate(unreachable("gate-0"));
        Step.FirstStatus written = (Step.FirstStatus) first.plan().steps().get(0);

        assertThat(first.offer(DEMO.status(written.status()).build())
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForGateway");
    }

    @Test
    void withoutAReadyReplicaTheGateIsNotReady() {
        assertThat(settled(DEMO)
                        .withoutGate()
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForGateway");
    }

    @Test
    void aPriceEditWaitsForTheGateAndTouchesNoChild() {
        Observations edited = settled(DEMO).edited(DEMO.priced("0.002"));

        assertThat(edited.plan().steps()).hasExactlyElementsOfTypes(Step.AwaitGate.class);
        assertThat(edited.condition(ConditionType.ROUTE_PUBLISHED).holds()).isTrue();
        assertThat(edited.condition(ConditionType.READY).holds()).isFalse();
        assertThat(edited.served().condition(ConditionType.READY).holds()).isTrue();
    }

    @Test
    void aPathEditMovesTheRouteOnlyAfterTheGate() {
        assertThat(settled(DEMO).edited(DEMO.path("/moved")).plan().steps())
                .hasExactlyElementsOfTypes(Step.AwaitGate.class, Step.ApplyChild.class, Step.AwaitRoute.class);
    }

    @Test
    void aDriftedRouteIsMendedThoughTheGateIsSilent() {
        Observations o = settled(DEMO);

        assertThat(o.gate(unreachable("gate-0"))
                        .route(new ChildView(true, "other", true, null))
                        .steps())
                .contains("apply HTTPRoute so-demo");
    }
}

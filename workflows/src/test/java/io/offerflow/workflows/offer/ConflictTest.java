package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Step;
import org.junit.jupiter.api.Test;

/** Assertion 45 of the reference (path part) and reserved roots; who owns a path is PathClaims' business. */
class ConflictTest {
    private static final Offers DEMO = Offers.demo();
    private static final String OWNER = "path /services/demo belongs to the older offer bank/demo";

    @Test
    void theLoserIsWithdrawnAndTold() {
        Observations loser = settled(DEMO).conflict(OWNER);

        assertThat(loser.steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
        assertThat(loser.condition(ConditionType.ROUTE_PUBLISHED).message()).isEqualTo(OWNER);
        assertThat(loser.condition(ConditionType.PAYMENT_GATE_READY).reason()).isEqualTo("PathConflict");
        assertThat(loser.status().phase()).isEqualTo(Phase.Stalled);
        assertThat(fresh(DEMO).conflict(OWNER).steps()).noneMatch(s -> s.startsWith("apply"));
    }

    @Test
    void aConflictWithoutAMessageIsStillAConflict() {
        assertThat(settled(DEMO)
                        .conflict(null)
                        .condition(ConditionType.ROUTE_PUBLISHED)
                        .reason())
                .isEqualTo("PathConflict");
    }

    @Test
    void aReplicasWordAboutAnOlderSpecIsNoWordAboutThisOne() {
        GateReplica stale = settled(DEMO).conflict(OWNER).gate().getFirst();
        Observations moved = settled(DEMO).edited(DEMO.path("/free")).gate(stale);

        assertThat(moved.plan().steps()).hasAtLeastOneElementOfType(Step.AwaitGate.class);
        assertThat(moved.condition(ConditionType.PAYMENT_GATE_READY).reason()).isEqualTo("WaitingForPaymentGate");
        GateReplica quarantined = settled(DEMO).report("gate-0", State.Quarantined, null, "bad price");
        assertThat(settled(DEMO)
                        .edited(DEMO.path("/free"))
                        .gate(quarantined)
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForPaymentGate");
    }

    @Test
    void aConflictOfTheOfferThatHadTheNameBeforeIsNotOurs() {
        GateReplica old = settled(DEMO.uid("uid-0")).conflict(OWNER).gate().getFirst();

        assertThat(settled(DEMO)
                        .gate(old)
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForPaymentGate");
    }

    @Test
    void aFreedPathIsPublishedAgain() {
        Observations loser = settled(DEMO)
                .conflict(OWNER)
                .route(ChildView.ABSENT)
                .middleware(ChildView.ABSENT)
                .reported();

        assertThat(loser.plan().steps()).isEmpty();
        assertThat(loser.served().steps()).contains("apply Middleware x402-demo", "apply HTTPRoute so-demo");
        assertThat(loser.served()
                        .childrenInPlace()
                        .condition(ConditionType.READY)
                        .holds())
                .isTrue();
    }

    @Test
    void reservedAndUnsafePathsAreWithdrawn() {
        for (String path : new String[] {"/", "/services", "/api", "/api/x", "/.well-known/x", "/rpc", "/verify"}) {
            Observations reserved = settled(DEMO).edited(DEMO.path(path));
            assertThat(reserved.steps())
                    .as(path)
                    .containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
            assertThat(reserved.condition(ConditionType.ROUTE_PUBLISHED).reason())
                    .isEqualTo("ReservedPath");
        }
        Observations unsafe = settled(DEMO).edited(DEMO.path("/a/../b"));
        assertThat(unsafe.steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
        assertThat(unsafe.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("InvalidPath");
    }
}

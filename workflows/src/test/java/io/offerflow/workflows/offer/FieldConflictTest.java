package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.settled;
import static io.offerflow.workflows.offer.Observations.takenBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.EntityMemory.Repair;
import io.offerflow.workflows.entity.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FieldConflictTest {
    private static final Observations SETTLED = settled(Offers.demo());
    private static final Observations ROUTE_TAKEN = SETTLED.route(takenBy(SETTLED.route(), "argocd"));
    private static final Observations MIDDLEWARE_TAKEN = SETTLED.middleware(takenBy(SETTLED.middleware(), "argocd"));

    private static EntityMemory repaired(String child, String manager, int times) {
        EntityMemory memory = SETTLED.memory();
        for (int i = 0; i < times; i++) {
            memory = memory.withRepair(new Repair(child, manager, Offers.NOW.plusSeconds(i)));
        }
        return memory;
    }

    @Test
    void aHandEditIsRepairedAndNoted() {
        Plan<ServiceOfferStatus> plan = ROUTE_TAKEN.plan();

        assertThat(ROUTE_TAKEN.steps()).contains("apply HTTPRoute so-demo");
        assertThat(plan.repairs()).containsExactly(new Repair("HTTPRoute so-demo", "argocd", Offers.NOW));
    }

    @Test
    void theFourthUndoingInTenMinutesIsAConflictNotAFight() {
        Observations fourth =
                ROUTE_TAKEN.memory(repaired("HTTPRoute so-demo", "argocd", 3)).at(Offers.NOW.plusSeconds(9));

        assertThat(fourth.plan().steps()).isEmpty();
        assertThat(fourth.plan().repairs()).isEmpty();
        assertThat(fourth.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("FieldConflict");
        assertThat(fourth.condition(ConditionType.ROUTE_PUBLISHED).message())
                .isEqualTo("field manager argocd changed HTTPRoute so-demo three times in ten minutes");
        assertThat(fourth.has(ConditionType.STALLED)).isTrue();
        assertThat(ROUTE_TAKEN
                        .memory(repaired("HTTPRoute so-demo", "argocd", 2))
                        .steps())
                .contains("apply HTTPRoute so-demo");
    }

    @Test
    void afterTheTruceItIsRepairedAgain() {
        EntityMemory memory = repaired("HTTPRoute so-demo", "argocd", 3);
        Plan<ServiceOfferStatus> fighting =
                ROUTE_TAKEN.memory(memory).at(Offers.NOW.plusSeconds(2)).plan();

        assertThat(fighting.wakeAt()).isEqualTo(Offers.NOW.plusSeconds(2).plus(Duration.ofMinutes(10)));
        assertThat(ROUTE_TAKEN.memory(memory).at(fighting.wakeAt()).steps()).contains("apply HTTPRoute so-demo");
    }

    @Test
    void managersAndChildrenAreCountedApart() {
        assertThat(ROUTE_TAKEN
                        .memory(repaired("HTTPRoute so-demo", "kubectl", 3))
                        .steps())
                .contains("apply HTTPRoute so-demo");
        assertThat(ROUTE_TAKEN
                        .memory(repaired("Middleware x402-demo", "argocd", 3))
                        .steps())
                .contains("apply HTTPRoute so-demo");
    }

    @Test
    void whileTheMiddlewareIsContestedNoRouteLeadsPastTheGate() {
        Observations fight = MIDDLEWARE_TAKEN.memory(repaired("Middleware x402-demo", "argocd", 3));

        assertThat(fight.steps()).containsExactly("delete HTTPRoute so-demo");
        assertThat(fight.route(ChildView.ABSENT).plan().steps()).isEmpty();
        assertThat(fight.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("FieldConflict");
    }

    @Test
    void aPausedOfferDoesNotFight() {
        Observations paused = settled(Offers.demo().paused(true));

        assertThat(paused.route(takenBy(paused.route(), "argocd")).plan().steps())
                .isEmpty();
        assertThat(paused.route(takenBy(paused.route(), "argocd")).plan().repairs())
                .isEmpty();
    }

    @Test
    void driftWithoutAnOwnerIsMendedWithoutCounting() {
        Observations drifted = SETTLED.route(new ChildView(true, "older", true, null));

        assertThat(drifted.steps()).contains("apply HTTPRoute so-demo");
        assertThat(drifted.plan().repairs()).isEmpty();
    }
}

package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedStepsTest {
    private static final Offers DEMO = Offers.demo();
    private static final Step APPLY = fresh(DEMO).plan().steps().get(1);

    private static EntityMemory afterFailures(int passes) {
        EntityMemory memory = EntityMemory.EMPTY.of(Offers.UID, 1);
        for (int i = 0; i < passes; i++) {
            memory = memory.afterSteps(List.of(StepOutcome.failed(APPLY, "forbidden")));
        }
        return memory;
    }

    @Test
    void theBackOffDoublesFromOneSecondToFiveMinutes() {
        List<Long> waits = new ArrayList<>();
        for (int failures = 1; failures <= 11; failures++) {
            Plan<ServiceOfferStatus> plan =
                    fresh(DEMO).memory(afterFailures(failures)).plan();
            waits.add(Duration.between(Offers.NOW, plan.wakeAt()).toSeconds());
        }

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(afterFailures(5000).backOff()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aRefusedChildStallsWithTheApiServersSentence() {
        Observations refused = fresh(DEMO).served().memory(afterFailures(1));

        Condition published = refused.condition(ConditionType.ROUTE_PUBLISHED);
        assertThat(published.reason()).isEqualTo("ApplyFailed");
        assertThat(published.message()).isEqualTo("apply Middleware x402-demo: forbidden");
        assertThat(refused.has(ConditionType.STALLED)).isTrue();
        assertThat(refused.condition(ConditionType.UPSTREAM_HEALTHY).holds()).isTrue();
        assertThat(refused.condition(ConditionType.PAYMENT_GATE_READY).holds()).isTrue();
    }

    @Test
    void aFailureIsForgottenOnceTheChildrenAreInPlace() {
        Observations mended = settled(DEMO).memory(afterFailures(3));

        assertThat(mended.condition(ConditionType.ROUTE_PUBLISHED).holds()).isTrue();
        assertThat(mended.plan().wakeAt())
                .as("nothing to do, nothing to wake for")
                .isNull();
    }

    @Test
    void aNewGenerationStartsItsTriesAnewAndTheSameOneGoesOn() {
        assertThat(afterFailures(6).of(Offers.UID, 1).openPasses()).isEqualTo(6);
        assertThat(afterFailures(6).of(Offers.UID, 2).openPasses()).isZero();
        assertThat(afterFailures(6).of(Offers.UID, 2).outcomes()).isEmpty();
    }

    @Test
    void anotherUidKeepsOnlyTheTimeline() {
        EntityMemory old = afterFailures(2)
                .withRepair(new EntityMemory.Repair("HTTPRoute so-demo", "kubectl", Offers.NOW))
                .noted(Offers.NOW, "was here");

        EntityMemory other = old.of("uid-2", 1);
        assertThat(other.openPasses()).isZero();
        assertThat(other.repairs()).isEmpty();
        assertThat(other.timeline()).hasSize(1);
        assertThat(old.of(null, 0)).as("a vanished object changes nothing").isEqualTo(old);
    }

    @Test
    void theTimelineIsBounded() {
        EntityMemory memory = EntityMemory.EMPTY;
        for (int i = 0; i < 500; i++) {
            memory = memory.noted(Offers.NOW, "line " + i);
        }

        assertThat(memory.timeline()).hasSize(60);
        assertThat(memory.timeline().get(59).what()).isEqualTo("line 499");
    }

    @Test
    void b26_equalTroublesReadEqualPassAfterPass() {
        Observations first = fresh(DEMO).memory(afterFailures(1)).reported();

        assertThat(first.memory(afterFailures(9))
                        .at(Offers.NOW.plusSeconds(900))
                        .status())
                .isEqualTo(first.offer().status());
    }
}

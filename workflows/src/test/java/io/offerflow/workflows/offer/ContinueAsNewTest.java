package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run hands over when its history grows long. */
class ContinueAsNewTest {
    private final OfferWorld world = new OfferWorld();

    @BeforeEach
    void smallLimit() {
        limit(60);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void limit(int events) {
        world.cluster.settings(new ControllerSettings("traefik/traefik-gateway", "web", "http://gate", false, events));
    }

    private boolean continued() {
        HistoryEvent started = world.history().getFirst();
        return !started.getWorkflowExecutionStartedEventAttributes()
                .getContinuedExecutionRunId()
                .isEmpty();
    }

    private void nudgeUntilContinued() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            world.nudge("again");
            world.awaitQuiet();
            return continued();
        });
    }

    @Test
    void memoryAndStatusSurviveTheHandOver() {
        world.cluster.refuseApply(true);
        world.selling(Offers.demo());
        nudgeUntilContinued();

        assertThat(world.workflow().timeline().getFirst().what())
                .as("the story of the run before")
                .contains("write first status");
        await().untilAsserted(() ->
                assertThat(world.workflow().describe()).contains("apply Middleware x402-demo: forbidden"));
        world.cluster.refuseApply(false);
        world.nudge("mended");
        world.awaitPhase(Phase.Ready);
    }

    @Test
    void noNudgeIsLostWhileHandingOver() {
        world.selling(Offers.demo());
        // Nudges keep arriving, also in the tasks that hand over; the last edit must be seen.
        for (int i = 1; i <= 60; i++) {
            String price = "0." + (100 + i);
            world.cluster.edit(o -> o.priced(price));
            world.nudge("edited");
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(world.workflow().describe()).contains("costs 0.16 USDC/request"));
        assertThat(continued()).isTrue();
        assertThat(world.history()).hasSizeLessThan(200);
    }

    @Test
    void aStreamOfNudgesDoesNotPutTheEndOff() {
        world.selling(Offers.demo());
        for (int i = 0; i < 150; i++) {
            world.nudge("storm");
        }
        world.awaitQuiet();

        assertThat(continued()).isTrue();
    }

    @Test
    void aLimitThatIsTooSmallDoesNotSpin() {
        limit(1);
        world.selling(Offers.demo());
        world.nudge("one");
        world.awaitQuiet();
        int observed = world.activities.observed.get();

        world.temporal.sleep(Duration.ofHours(1));

        assertThat(world.activities.observed.get()).isEqualTo(observed);
        assertThat(world.history().getLast().getEventType())
                .isNotEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);
    }
}

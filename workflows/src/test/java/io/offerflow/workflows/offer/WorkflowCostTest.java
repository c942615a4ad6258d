package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an offer costs in history events. */
class WorkflowCostTest {
    private final OfferWorld world = new OfferWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFirstConvergenceTakesAtMostThirtyEvents() {
        world.selling(Offers.demo());

        world.awaitPhase(Phase.Ready);
        assertThat(world.history()).hasSizeLessThanOrEqualTo(30);
        assertThat(world.events(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED))
                .as("apply; what is quick is local")
                .hasSize(1);
        assertThat(world.activities.observed.get())
                .as("who applies looks at what there is then")
                .isEqualTo(1);
    }

    @Test
    void anUnchangedWakeUpTakesAtMostSixEventsAndNoActivity() {
        world.selling(Offers.demo());
        int before = world.history().size();
        int observed = world.activities.observed.get();

        world.nudge("again");
        await().until(() -> world.activities.observed.get() > observed);
        world.awaitQuiet();

        assertThat(world.history()).hasSizeLessThanOrEqualTo(before + 6);
        assertThat(world.events(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)).hasSize(1);
        assertThat(world.activities.observed.get()).isEqualTo(observed + 1);
    }

    @Test
    void anUnchangedWakeUpOfADrainingOfferCostsNoMore() {
        world.selling(Offers.demo().draining(Offers.NOW.plus(Duration.ofDays(3)), "1h"));
        int before = world.history().size();
        int observed = world.activities.observed.get();

        world.nudge("again");
        await().until(() -> world.activities.observed.get() > observed);
        world.awaitQuiet();

        assertThat(world.history()).hasSizeLessThanOrEqualTo(before + 6);
        assertThat(world.events(EventType.EVENT_TYPE_TIMER_STARTED))
                .as("the same timer")
                .hasSize(1);
    }

    @Test
    void anIdleOfferWritesNothingForDays() {
        world.selling(Offers.demo());
        int before = world.history().size();
        int observed = world.activities.observed.get();

        world.temporal.sleep(Duration.ofDays(30));

        assertThat(world.history()).hasSize(before);
        assertThat(world.activities.observed.get()).isEqualTo(observed);
    }

    @Test
    void manyNudgesAreAnsweredByFewPasses() {
        world.selling(Offers.demo());
        int observed = world.activities.observed.get();
        for (int i = 0; i < 200; i++) {
            world.nudge("storm");
        }
        await().until(() ->
                world.events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED).size() >= 201);
        world.awaitQuiet();

        assertThat(world.activities.observed.get() - observed).isLessThan(150);
        assertThat(world.activities.reported.get()).isEqualTo(1);
    }

    @Test
    void searchAttributesAreUpsertedOnChangeOnly() {
        ControllerSettings with = new ControllerSettings("traefik/traefik-gateway", "web", "http://gate", true, 2_000);
        world.cluster.settings(with);
        world.selling(Offers.demo());
        assertThat(upserts()).isEqualTo(1);
        assertThat(world.history()).hasSizeLessThanOrEqualTo(30);

        world.nudge("unchanged");
        world.awaitQuiet();
        assertThat(upserts()).isEqualTo(1);

        world.cluster.upstreamAnswers(503);
        world.nudge("upstream");
        world.awaitPhase(Phase.Reconciling);
        world.awaitQuiet();
        assertThat(upserts()).isEqualTo(2);
    }

    @Test
    void searchAttributesAreLeftOutWhereTheServerDoesNotKnowThem() {
        world.selling(Offers.demo());

        assertThat(upserts()).isZero();
    }

    private int upserts() {
        return world.events(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
                .size();
    }
}

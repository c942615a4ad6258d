package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a running workflow takes news, and the lack of it. */
class WorkflowNewsTest {
    private final OfferWorld world = new OfferWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNewerGenerationEndsAStuckApplyAtOnce() {
        CountDownLatch stuck = world.activities.stick();
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() -> world.activities.applied.get() == 1);

        world.cluster.edit(o -> o.priced("0.002"));
        world.nudge("edited");
        world.awaitPhase(Phase.Ready);

        assertThat(stuck.getCount()).as("the first apply still hangs").isEqualTo(1);
        assertThat(status("price")).isEqualTo("0.002 USDC/request");
        stuck.countDown();
        world.nudge("after all");
        world.awaitQuiet();
        assertThat(status("price")).isEqualTo("0.002 USDC/request");
    }

    @Test
    void anotherObjectUnderTheNameEndsAStuckApplyToo() {
        CountDownLatch stuck = world.activities.stick();
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() -> world.activities.applied.get() == 1);

        world.cluster.forceDelete();
        world.cluster.create(Offers.demo());
        world.nudge("recreated");
        world.awaitPhase(Phase.Ready);

        assertThat(stuck.getCount()).isEqualTo(1);
        stuck.countDown();
    }

    @Test
    void aLateNudgeOfAnOlderObjectStopsNothing() {
        world.selling(Offers.demo());
        world.cluster.forceDelete();
        world.cluster.create(Offers.demo());
        world.nudge("recreated");
        world.awaitPhase(Phase.Ready);
        world.nudge("uid-1", 99, "late, about the first object");
        world.awaitQuiet();

        world.cluster.edit(o -> o.path("/moved"));
        world.nudge("edited");
        await().until(() -> "/moved".equals(status("endpoint")));
        world.awaitQuiet();

        assertThat(world.workflow().describe()).contains("Ready: on sale at /moved");
        assertThat(world.history()).hasSizeLessThan(90);
    }

    @Test
    void whileTheClusterIsAwayTheServerWaitsAndThenWorkGoesOn() {
        world.activities.away(true);
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() ->
                !world.events(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED).isEmpty());
        int during = world.history().size();

        world.temporal.sleep(Duration.ofMinutes(30));
        assertThat(world.history().size() - during)
                .as("waiting writes next to nothing")
                .isLessThan(5);

        world.activities.away(false);
        world.temporal.sleep(Duration.ofSeconds(6));
        world.awaitPhase(Phase.Ready);
    }

    @Test
    void theEndOfADrainWithdrawsWithoutANudge() {
        world.selling(Offers.demo().draining(Offers.NOW.plus(Duration.ofHours(5)), "1h"));
        world.awaitPhase(Phase.Draining);
        assertThat(world.cluster.children()).containsKey(ChildKind.HTTP_ROUTE);

        world.temporal.sleep(Duration.ofHours(5));
        assertThat(world.cluster.children()).containsKey(ChildKind.HTTP_ROUTE);
        world.temporal.sleep(Duration.ofHours(1).plusSeconds(1));

        await().until(() -> !world.cluster.children().containsKey(ChildKind.HTTP_ROUTE));
        world.awaitQuiet();
        assertThat(world.workflow().describe()).contains("Drained");
    }

    @Test
    void aSubMillisecondDrainEndDoesNotSpin() {
        world.selling(Offers.demo().draining(Offers.NOW.plusSeconds(60).plusNanos(123_456_789), "0"));
        int before = world.history().size();

        world.temporal.sleep(Duration.ofSeconds(62));
        await().until(() -> !world.cluster.children().containsKey(ChildKind.HTTP_ROUTE));
        world.awaitQuiet();

        assertThat(world.history().size() - before).isLessThan(20);
    }

    @Test
    void aRefusedChildIsTriedAgainLaterAndLater() {
        world.cluster.refuseApply(true);
        world.selling(Offers.demo());
        world.awaitPhase(Phase.Stalled);

        world.temporal.sleep(Duration.ofHours(1));
        int tries = world.activities.applied.get();
        assertThat(tries).as("9 doublings, then every five minutes").isBetween(15, 25);

        world.cluster.refuseApply(false);
        world.temporal.sleep(Duration.ofMinutes(5));
        world.awaitPhase(Phase.Ready);
    }

    @Test
    void aNudgeEndsTheBackOffEarly() {
        world.cluster.refuseApply(true);
        world.selling(Offers.demo());
        world.temporal.sleep(Duration.ofHours(1));
        world.cluster.refuseApply(false);

        world.nudge("mended");

        world.awaitPhase(Phase.Ready);
        world.awaitQuiet();
        assertThat(world.history().getLast().getEventType())
                .as("no timer is left")
                .isNotEqualTo(EventType.EVENT_TYPE_TIMER_STARTED);
    }

    @Test
    void aFailureThatNobodyForesawDoesNotEndTheWorkflow() {
        world.activities.broken(true);
        world.cluster.create(Offers.demo());
        world.nudge("added");
        world.temporal.sleep(Duration.ofMinutes(1));
        assertThat(world.workflow().timeline())
                .anySatisfy(line -> assertThat(line.what()).isEqualTo("ApplySteps failed: Unforeseen"));

        world.activities.broken(false);
        world.temporal.sleep(Duration.ofMinutes(5));
        world.awaitPhase(Phase.Ready);
    }

    @Test
    void aBadOfferStallsAndItsWorkflowLivesOn() {
        world.selling(Offers.demo().priced("abc"));
        world.awaitPhase(Phase.Stalled);
        assertThat(world.cluster.children()).doesNotContainKey(ChildKind.HTTP_ROUTE);

        world.cluster.edit(o -> o.priced("0.01"));
        world.nudge("edited");
        world.awaitPhase(Phase.Ready);
    }

    private String status(String field) {
        ServiceOffer offer = world.cluster.offer();
        if (offer == null) {
            return "";
        }
        return String.valueOf(
                field.equals("price")
                        ? offer.statusOrEmpty().price()
                        : offer.statusOrEmpty().endpoint());
    }
}

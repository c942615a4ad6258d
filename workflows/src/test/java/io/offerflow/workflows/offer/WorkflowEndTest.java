package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a workflow ends, and that it does not end too early. */
class WorkflowEndTest {
    private final OfferWorld world = new OfferWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private EventType lastEvent() {
        return world.history().getLast().getEventType();
    }

    @Test
    void aDeletedOfferLeavesNothingAndItsWorkflowCompletes() {
        world.selling(Offers.demo());
        world.cluster.delete();
        world.nudge("deleted");

        await().until(() -> lastEvent() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        assertThat(world.cluster.empty()).isTrue();
    }

    @Test
    void orphansOfATornOffOfferGoToo() {
        world.selling(Offers.demo());
        world.cluster.forceDelete();
        world.nudge("uid-1", 1, "vanished");

        await().until(() -> lastEvent() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        assertThat(world.cluster.empty()).isTrue();
        assertThat(world.history()).as("no spinning").hasSizeLessThan(60);
    }

    @Test
    void aNudgeForNothingCompletesAtOnce() {
        world.nudge("orphan sweep");

        await().until(() -> lastEvent() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        assertThat(world.history()).hasSizeLessThan(10);
    }

    @Test
    void anOfferMadeWhileTheOldOneGoesIsNotLost() {
        world.selling(Offers.demo());
        for (int round = 0; round < 8; round++) {
            world.cluster.delete();
            world.nudge("deleted");
            await().until(world.cluster::empty);
            world.cluster.create(Offers.demo().priced("0.00" + (round + 1)));
            // The first run may be completing in this very moment; the signal then makes it go on, or starts the next.
            world.nudge("recreated");
            world.awaitPhase(Phase.Ready);
            world.awaitQuiet();
        }
    }

    @Test
    void anotherUidResetsTheMemoryAndKeepsTheTimeline() {
        world.cluster.refuseApply(true);
        world.selling(Offers.demo());
        world.temporal.sleep(Duration.ofHours(1));
        world.cluster.forceDelete();
        world.cluster.create(Offers.demo());
        int tries = world.activities.applied.get();
        world.nudge("recreated");
        await().until(() -> world.activities.applied.get() > tries);
        world.awaitQuiet();

        assertThat(world.workflow().timeline())
                .anySatisfy(line -> assertThat(line.what()).isEqualTo("another object took the name"));
        String wakes = world.workflow().plan().getLast();
        Instant retry = Instant.parse(wakes.substring("wakes at ".length(), wakes.indexOf(": ")));
        assertThat(retry)
                .as("the back-off of a first failure, not of an hour of them")
                .isBefore(
                        Instant.ofEpochMilli(world.temporal.currentTimeMillis()).plusSeconds(3));
    }

    @Test
    void cancellingEndsTheRunAndTheNextNudgeStartsAnother() {
        world.selling(Offers.demo());
        WorkflowExecution first = world.nudge("same");
        world.awaitQuiet();

        world.stub().cancel();
        assertThatThrownBy(() -> world.stub().getResult(Void.class))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);
        assertThat(world.cluster.children()).as("selling goes on").containsKey(ChildKind.HTTP_ROUTE);

        WorkflowExecution second = world.nudge("changed");
        assertThat(second.getRunId()).isNotEqualTo(first.getRunId());
        world.awaitQuiet();
    }

    @Test
    void cancellingEndsARunInTheMiddleOfAPassToo() {
        CountDownLatch stuck = world.activities.stick();
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() -> world.activities.applied.get() == 1);

        world.stub().cancel();

        await().until(() -> lastEvent() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
        stuck.countDown();
    }

    @Test
    void cancellingEndsARunThatWaitsForTheClusterToo() {
        world.activities.away(true);
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() ->
                !world.events(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED).isEmpty());

        world.stub().cancel();

        await().until(() -> lastEvent() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    }
}

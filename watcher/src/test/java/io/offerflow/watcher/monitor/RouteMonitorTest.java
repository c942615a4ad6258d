package io.offerflow.watcher.monitor;

import static io.offerflow.watcher.monitor.Story.is;
import static io.offerflow.watcher.monitor.Story.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.workflows.offer.RouteAcceptance.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteMonitorTest {
    private static final Ref DEMO = new Ref("llm", "demo");
    private static final Condition PUBLISHED = is(ConditionType.ROUTE_PUBLISHED, Reason.Reconciled);
    private static final Condition WAITING = not(ConditionType.ROUTE_PUBLISHED, Reason.WaitingForTraefikAcceptance);

    private final Story story = new Story();
    private State word = State.Accepted;
    private final RouteMonitor monitor = new RouteMonitor(ref -> Optional.of(word), story.around);

    @Test
    void aWordThatTheWorkflowHeardItselfCausesNoNudge() {
        story.offer("demo", WAITING);
        monitor.changed(DEMO, story.now());
        story.pass(Duration.ofMillis(500), monitor);
        story.offer("demo", PUBLISHED);
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void aLateAcceptanceIsToldOnce() {
        story.offer("demo", WAITING);
        monitor.changed(DEMO, story.now());
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.cause())
                .isEqualTo(Cause.ROUTE_ACCEPTANCE));
    }

    @Test
    void duringTheFirstPassNothingIsToldAndAfterItALateAcceptanceStillIs() {
        story.offer("demo", Story.unknown(ConditionType.ROUTE_PUBLISHED));
        monitor.changed(DEMO, story.now());
        story.pass(Duration.ofMinutes(2), monitor);
        assertThat(story.nudges).isEmpty();
        story.offer("demo", WAITING);
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    @Test
    void aRejectionOfAPublishedRouteIsTold() {
        story.offer("demo", PUBLISHED);
        word = State.Rejected;
        monitor.changed(DEMO, story.now());
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    @Test
    void aWordTakenBackForAMomentIsNotTold() {
        story.offer("demo", PUBLISHED);
        word = State.Pending;
        monitor.changed(DEMO, story.now());
        story.pass(Duration.ofMillis(500), monitor);
        word = State.Accepted;
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
    }
}

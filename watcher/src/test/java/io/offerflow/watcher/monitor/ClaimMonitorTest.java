package io.offerflow.watcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimMonitorTest {
    private static final Ref OLD = new Ref("a", "old");

    private final Story story = new Story();
    private final ClaimMonitor monitor = new ClaimMonitor(story.around);

    @BeforeEach
    void twoOffersWantOnePath() {
        story.offer(new Story.Offer("a", "old").path("/services/x"));
        story.offer(new Story.Offer("b", "new").path("/services/x").created(Story.START.plusSeconds(1)));
        story.pass(Duration.ofSeconds(1), monitor);
    }

    @Test
    void theFirstLookTellsNobody() {
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void aPathThatBecameFreeIsToldToWhoLostIt() {
        story.offers.remove(OLD);
        monitor.changed();
        story.pass(Duration.ofSeconds(1), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> {
            assertThat(told.ref()).isEqualTo(new Ref("b", "new"));
            assertThat(told.cause()).isEqualTo(Cause.PATH_CLAIM);
            assertThat(told.sentence()).isEqualTo("the path became free");
        });
    }

    @Test
    void aNewLoserIsToldWhoOwnsThePath() {
        story.offer(new Story.Offer("c", "late").path("/services/x/sub").created(Story.START.plusSeconds(9)));
        monitor.changed();
        story.pass(Duration.ofSeconds(1), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> {
            assertThat(told.ref()).isEqualTo(new Ref("c", "late"));
            assertThat(told.sentence()).isEqualTo("the path belongs to a/old");
        });
    }

    @Test
    void theEndOfASaleFreesThePathWithoutAnyEvent() {
        story.offer(new Story.Offer("a", "old").path("/services/x").drainAt(Story.START.plusSeconds(60)));
        monitor.changed();
        story.pass(Duration.ofSeconds(58), monitor);
        assertThat(story.nudges).isEmpty();
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).extracting(Story.Told::ref).containsExactly(new Ref("b", "new"));
    }

    @Test
    void nothingChangedCostsNothing() {
        monitor.changed();
        story.pass(Duration.ofMinutes(10), monitor);
        assertThat(story.nudges).isEmpty();
    }
}

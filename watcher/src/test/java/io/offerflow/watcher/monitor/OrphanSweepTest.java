package io.offerflow.watcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphanSweepTest {
    private final Story story = new Story();
    private final Set<Ref> owners = new HashSet<>();
    private final OrphanSweep sweep = new OrphanSweep(
            Duration.ofMinutes(10),
            List.of(new OrphanSweep.Family(
                    ResourceKind.SERVICE_OFFER,
                    () -> owners,
                    () -> story.around.offers().all().stream()
                            .map(OfferFacts::metadata)
                            .toList(),
                    story.around.nudges())));

    @Test
    void aChildWithoutItsOfferWakesAWorkflowThatPrunesIt() {
        owners.add(new Ref("llm", "gone"));
        story.pass(Duration.ofSeconds(1), sweep);
        assertThat(story.nudges).singleElement().satisfies(told -> {
            assertThat(told.ref()).isEqualTo(new Ref("llm", "gone"));
            assertThat(told.cause()).isEqualTo(Cause.CHILD_ORPHANED);
            assertThat(told.wake().starts()).isTrue();
        });
    }

    @Test
    void anOfferInDeletionThatWaitsForUsIsTold() {
        story.offer(new Story.Offer("llm", "leaving").deleting());
        story.pass(Duration.ofSeconds(1), sweep);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.cause())
                .isEqualTo(Cause.DELETING));
    }

    @Test
    void looksAgainEveryTenMinutes() {
        owners.add(new Ref("llm", "gone"));
        story.pass(Duration.ofMinutes(25), sweep);
        assertThat(story.nudges).hasSize(3);
    }

    @Test
    void livingOffersWithChildrenCauseNothing() {
        story.offer("demo");
        owners.add(new Ref("llm", "demo"));
        story.pass(Duration.ofHours(1), sweep);
        assertThat(story.nudges).isEmpty();
    }
}

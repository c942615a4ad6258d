package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.workflows.GoldenHistories;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link GoldenHistories} of offers. */
class ServiceOfferWorkflowReplayTest {
    private static final GoldenHistories GOLDEN =
            new GoldenHistories("golden", ServiceOfferWorkflowImpl.class, OfferWorld.PATIENT);

    @AfterAll
    static void close() {
        GOLDEN.close();
    }

    static Stream<String> stories() {
        return GoldenStories.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryReplays(String story) throws Exception {
        GOLDEN.assertReplays(story);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryHoldsNoSecret(String story) {
        assertThat(GOLDEN.read(story)).doesNotContain(ModelActivities.SECRET);
    }

    /** Writes the histories; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        GoldenStories.all().forEach((name, story) -> {
            try (OfferWorld world = new OfferWorld()) {
                story.accept(world);
                GOLDEN.record(name, world.client().fetchHistory(OfferWorld.REF.offerWorkflowId()));
            }
        });
    }
}

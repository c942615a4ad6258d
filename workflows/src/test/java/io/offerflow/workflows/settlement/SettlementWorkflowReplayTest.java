package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.settlement.Settlements.NOW;
import static io.offerflow.workflows.settlement.Settlements.OPEN;
import static io.offerflow.workflows.settlement.Settlements.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.workflows.GoldenHistories;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link GoldenHistories} of settlements. */
class SettlementWorkflowReplayTest {
    private static final GoldenHistories GOLDEN =
            new GoldenHistories("golden/settlement", SettlementWorkflowImpl.class, SettlementWorld.PATIENT);
    private static final Map<String, Consumer<SettlementWorld>> STORIES = new LinkedHashMap<>();

    static {
        STORIES.put("settled", world -> {
            world.chain = now -> now.isBefore(NOW.plusSeconds(10))
                    ? new ChainAnswer.Confirming("not deep yet")
                    : new ChainAnswer.Moved(TRANSACTION, "", 42);
            SettlementWorld.ending(world.start());
        });
        STORIES.put("expired", world -> {
            world.chain = now -> new ChainAnswer.Unused(now.minusSeconds(24));
            SettlementWorld.ending(world.start());
        });
        STORIES.put("sent-again", world -> {
            world.chain = ChainAnswer.Unused::new;
            world.afterResend = "settled";
            SettlementWorld.ending(world.start());
        });
        STORIES.put("unresolved-and-stated", world -> {
            SettlementWorkflow workflow = world.start();
            world.temporal.sleep(Duration.ofHours(2));
            workflow.stateOutcome(new StatedOutcome("failed", null, "the payer says so"));
            SettlementWorld.ending(workflow);
        });
    }

    @AfterAll
    static void close() {
        GOLDEN.close();
    }

    static Stream<String> stories() {
        return STORIES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryReplays(String story) throws Exception {
        GOLDEN.assertReplays(story);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryHoldsNoSignature(String story) {
        assertThat(GOLDEN.read(story)).doesNotContain(SettlementWorld.SIGNATURE, "\"signature\"");
    }

    /** Writes the histories; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        STORIES.forEach((name, story) -> {
            try (SettlementWorld world = new SettlementWorld()) {
                story.accept(world);
                GOLDEN.record(
                        name,
                        world.temporal
                                .getWorkflowClient()
                                .fetchHistory(OPEN.key().workflowId()));
            }
        });
    }
}

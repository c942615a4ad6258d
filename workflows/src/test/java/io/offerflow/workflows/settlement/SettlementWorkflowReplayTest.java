package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.settlement.Settlements.NOW;
import static io.offerflow.workflows.settlement.Settlements.OPEN;
import static io.offerflow.workflows.settlement.Settlements.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories that workers of the field may hold must replay. A change of the command order needs {@code Workflow.getVersion}; recording
 * anew ({@code -Dgolden.record=true}) is right only before a release.
 */
class SettlementWorkflowReplayTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/settlement");
    private static final TestWorkflowEnvironment TEMPORAL =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Payloads.converter())
                            .build())
                    .build());
    private static final Worker WORKER = TEMPORAL.newWorker(TaskQueues.CONTROL, SettlementWorld.PATIENT);
    private static final Map<String, Consumer<SettlementWorld>> STORIES = new LinkedHashMap<>();

    static {
        WORKER.registerWorkflowImplementationTypes(SettlementWorkflowImpl.class);
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
        TEMPORAL.close();
    }

    static Stream<String> stories() {
        return STORIES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryReplays(String story) throws Exception {
        WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(read(story));

        assertThat(history.getEvents()).hasSizeGreaterThan(10);
        WorkflowReplayer.replayWorkflowExecution(history, WORKER);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryHoldsNoSignature(String story) {
        assertThat(read(story)).doesNotContain(SettlementWorld.SIGNATURE, "\"signature\"");
    }

    /** Writes the histories; runs only when asked to. */
    @Test
    void record() {
        if (!Boolean.getBoolean("golden.record")) {
            abort("golden histories are recorded only with -Dgolden.record=true");
        }
        STORIES.forEach((name, story) -> {
            try (SettlementWorld world = new SettlementWorld()) {
                story.accept(world);
                String json = world.temporal
                        .getWorkflowClient()
                        .fetchHistory(OPEN.key().workflowId())
                        .toJson(true);
                Files.createDirectories(FOLDER);
                Files.writeString(FOLDER.resolve(name + ".json"), json + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String read(String story) {
        String resource = "/golden/settlement/" + story + ".json";
        try (InputStream in = SettlementWorkflowReplayTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

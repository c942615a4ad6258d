package io.offerflow.workflows.offer;

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
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories that workers of the field may hold must replay. A change of the command order needs {@code Workflow.getVersion}; recording
 * anew ({@code -Dgolden.record=true}) is right only before a release.
 */
class ServiceOfferWorkflowReplayTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final TestWorkflowEnvironment TEMPORAL =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Payloads.converter())
                            .build())
                    .build());
    private static final Worker WORKER = TEMPORAL.newWorker(TaskQueues.CONTROL, OfferWorld.PATIENT);

    static {
        WORKER.registerWorkflowImplementationTypes(ServiceOfferWorkflowImpl.class);
    }

    @AfterAll
    static void close() {
        TEMPORAL.close();
    }

    static Stream<String> stories() {
        return GoldenStories.all().keySet().stream();
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
    void aStoredHistoryHoldsNoSecret(String story) {
        assertThat(read(story)).doesNotContain(ModelActivities.SECRET);
    }

    /** Writes the histories; runs only when asked to. */
    @Test
    void record() {
        if (!Boolean.getBoolean("golden.record")) {
            abort("golden histories are recorded only with -Dgolden.record=true");
        }
        GoldenStories.all().forEach((name, story) -> {
            try (OfferWorld world = new OfferWorld()) {
                story.accept(world);
                String json = world.client()
                        .fetchHistory(OfferWorld.REF.offerWorkflowId())
                        .toJson(true);
                Files.createDirectories(FOLDER);
                Files.writeString(FOLDER.resolve(name + ".json"), json + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String read(String story) {
        String resource = "/golden/" + story + ".json";
        try (InputStream in = ServiceOfferWorkflowReplayTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.offerflow.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Histories that workers of the field may hold must replay. A change of the command order needs {@code Workflow.getVersion}; recording
 * anew ({@code -Dgolden.record=true}) is right only before a release.
 */
public final class GoldenHistories implements AutoCloseable {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private final String folder;
    private final TestWorkflowEnvironment temporal;
    private final Worker worker;

    /** @param folder of test resources */
    public GoldenHistories(String folder, Class<?> workflow, WorkerOptions options) {
        this.folder = folder;
        this.temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .build())
                .build());
        this.worker = temporal.newWorker(TaskQueues.CONTROL, options);
        worker.registerWorkflowImplementationTypes(workflow);
    }

    public void assertReplays(String story) throws Exception {
        WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(read(story));

        assertThat(history.getEvents()).hasSizeGreaterThan(10);
        WorkflowReplayer.replayWorkflowExecution(history, worker);
    }

    /** Recording is no test: it runs only when asked for. */
    public static void abortUnlessRecording() {
        if (!Boolean.getBoolean("golden.record")) {
            abort("golden histories are recorded only with -Dgolden.record=true");
        }
    }

    public void record(String story, WorkflowExecutionHistory history) {
        try {
            Path file = RESOURCES.resolve(folder).resolve(story + ".json");
            Files.createDirectories(file.getParent());
            Files.writeString(file, history.toJson(true) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String story) {
        String resource = "/" + folder + "/" + story + ".json";
        try (InputStream in = GoldenHistories.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        temporal.close();
    }
}

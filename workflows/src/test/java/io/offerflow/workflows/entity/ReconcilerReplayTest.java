package io.offerflow.workflows.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.temporal.activity.ActivityInterface;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories outlive the version that wrote them: what a newer one renders and words otherwise must not turn a replay from its way. */
public class ReconcilerReplayTest {
    private static final Ref REF = new Ref("demo", "words");
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    /** Last events of a history whose workflow waits. */
    private static final Set<EventType> RESTS =
            Set.of(EventType.EVENT_TYPE_MARKER_RECORDED, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    /** What this version of the code renders and says. */
    private static volatile String wording = "old";

    private final World world = new World();
    private final TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Payloads.converter())
                            .build())
                    .build());
    private final Worker worker = temporal.newWorker(TaskQueues.CONTROL);

    public record Look(Metadata metadata, Agent.Status stored, String rendered) implements Seen {
        @Override
        public int historyLimit() {
            return 2_000;
        }

        @Override
        public boolean searchable() {
            return false;
        }
    }

    @ActivityInterface
    public interface Words {
        Look observe();

        Applied<Look> apply(Steps steps);

        void tell(Agent.Status status);
    }

    /** A cluster with one object, whose one child has a text. */
    public static final class World implements Words {
        private String rendered = "";
        private Agent.Status stored = Agent.Status.EMPTY;
        private int told;
        private int looks;

        @Override
        public synchronized Look observe() {
            looks++;
            return new Look(
                    new Metadata("demo", "words", "u-1", "1", 1, NOW, null, List.of(), Map.of(), Map.of()),
                    stored,
                    rendered);
        }

        @Override
        public synchronized Applied<Look> apply(Steps steps) {
            rendered = wording;
            return new Applied<>(false, List.of(), observe());
        }

        @Override
        public synchronized void tell(Agent.Status status) {
            stored = status;
            told++;
        }

        synchronized int looks() {
            return looks;
        }

        synchronized int told() {
            return told;
        }
    }

    private static final class WordsSubject implements Reconciler.Subject<Look, Agent.Status> {
        private final ActivityCalls<Words> calls = new ActivityCalls<>(Words.class);

        @Override
        public Look observe() {
            return calls.quickly("observe", Words::observe);
        }

        @Override
        public Plan<Agent.Status> plan(Look seen, EntityMemory memory, Instant now) {
            Condition ready = new Condition("Ready", Condition.Status.True, "Reconciled", wording, null, 1L);
            Agent.Status status = new Agent.Status(1, "Ready", null, null, null, List.of(ready));
            List<Step> steps = seen.rendered().equals(wording) ? List.of() : List.of(new Step.AddFinalizer());
            return new Plan<>(steps, status, null, "", List.of());
        }

        @Override
        public Applied<Look> apply(Steps steps, BooleanSupplier overtaken) {
            return calls.apply(steps, words -> words::apply, overtaken);
        }

        @Override
        public void report(Reconciler.Told<Agent.Status> told) {
            calls.quickly("report", words -> {
                words.tell(told.status());
                return true;
            });
        }

        @Override
        public EntityFacade.Look look(Look seen, Agent.Status status) {
            return new EntityFacade.Look("", Optional.empty());
        }
    }

    @WorkflowInterface
    public interface WordsWorkflow {
        @WorkflowMethod
        void run();

        @SignalMethod
        void nudge(Nudge nudge);
    }

    public static final class WordsWorkflowImpl implements WordsWorkflow {
        private final EntityLoop loop = new EntityLoop();
        private final Reconciler<Look, Agent.Status> reconciler =
                new Reconciler<>(loop, ResourceKind.AGENT, REF, null, new WordsSubject());

        @Override
        public void run() {
            loop.run(reconciler, reconciler::historyIsLong, () -> {});
        }

        @Override
        public void nudge(Nudge nudge) {
            loop.nudge(nudge);
        }
    }

    @BeforeEach
    void start() {
        wording = "old";
        worker.registerWorkflowImplementationTypes(WordsWorkflowImpl.class);
        worker.registerActivitiesImplementations(world);
        temporal.start();
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void aHistoryReplaysThoughTheNextVersionRendersAndWordsOtherwise() throws Exception {
        nudge();
        await().until(() -> world.told() == 1);
        wakeUp();
        // What the last task of a history orders is compared with nothing.
        wakeUp();
        WorkflowExecutionHistory history = history();

        wording = "new";
        WorkflowReplayer.replayWorkflowExecution(history, worker);
    }

    @Test
    void afterTheReplayTheNextVersionDoesWhatItWants() {
        nudge();
        await().until(() -> world.told() == 1);
        wording = "new";
        nudge();
        await().until(() -> world.told() == 2);
        assertThat(world.observe().rendered()).isEqualTo("new");
        assertThat(world.observe().stored().conditions().getFirst().message()).isEqualTo("new");
    }

    /** A nudge that changes nothing, until its pass is in the history. */
    private void wakeUp() {
        int before = world.looks();
        nudge();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> world.looks() > before
                        && RESTS.contains(history().getLastEvent().getEventType()));
    }

    private WorkflowExecutionHistory history() {
        return temporal.getWorkflowClient().fetchHistory("words");
    }

    private void nudge() {
        WorkflowStub stub = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        "WordsWorkflow",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId("words")
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build());
        stub.signalWithStart("nudge", new Object[] {new Nudge("u-1", 1, "look")}, new Object[] {});
    }
}

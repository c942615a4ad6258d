package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Agent;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.GoldenHistories;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Nudge;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentWorkflowTest {
    private static final String LIFE = "life";
    /** A busy machine may take more than a second for what takes a millisecond. */
    private static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();

    private static final String ID = ResourceKind.AGENT.workflowId(AgentModel.REF);
    private final AgentModel model = new AgentModel();
    private final TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setInitialTime(AgentModel.NOW)
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Payloads.converter())
                            .setIdentity("agent-world")
                            .build())
                    .build());
    private final Worker worker = temporal.newWorker(TaskQueues.CONTROL, PATIENT);

    @BeforeEach
    void start() {
        worker.registerWorkflowImplementationTypes(AgentWorkflowImpl.class);
        worker.registerActivitiesImplementations(model);
        temporal.newWorker(TaskQueues.WALLETS).registerActivitiesImplementations(model);
        temporal.start();
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    private void nudge(String reason) {
        WorkflowStub stub = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        "AgentWorkflow",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(ID)
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build());
        Agent agent = model.agent();
        long generation = agent == null ? 0 : agent.metadata().generation();
        stub.signalWithStart(
                "nudge",
                new Object[] {new Nudge(agent == null ? null : agent.metadata().uid(), generation, reason)},
                new Object[] {AgentInput.of(AgentModel.REF)});
    }

    private void awaitPhase(String phase) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Agent agent = model.agent();
            assertThat(agent == null ? "" : agent.statusOrEmpty().phaseName()).isEqualTo(phase);
        });
    }

    private WorkflowExecutionHistory life() {
        model.create(AgentModel.rich("Delete"));
        nudge("added");
        awaitPhase("Ready");
        assertThat(model.rollouts()).isEqualTo(1);
        model.lose(ChildKind.DEPLOYMENT);
        nudge("a child is gone");
        await().until(() -> model.rollouts() == 2);
        AgentWorkflow workflow = temporal.getWorkflowClient().newWorkflowStub(AgentWorkflow.class, ID);
        assertThat(workflow.reconcileNow()).isEqualTo("Ready: the agent answers");
        assertThat(workflow.describe()).contains("**Agent demo/quant**", "kubectl describe agent -n demo quant");
        assertThat(workflow.plan()).containsExactly("nothing to do at generation 1");
        model.delete();
        nudge("deletion was asked for");
        temporal.getWorkflowClient().newUntypedWorkflowStub(ID).getResult(Void.class);
        assertThat(model.kinds()).isEmpty();
        return temporal.getWorkflowClient().fetchHistory(ID);
    }

    @Test
    void aLifeFromFirstLookToTheEndWithoutTheKeyInItsHistory() {
        assertThat(life().toJson(true)).doesNotContain(AgentModel.KEY);
    }

    /** {@link GoldenHistories} of agents. */
    @Test
    void aStoredHistoryReplays() throws Exception {
        try (GoldenHistories golden = new GoldenHistories("golden/agent", AgentWorkflowImpl.class, PATIENT)) {
            golden.assertReplays(LIFE);
        }
    }

    /** Writes the history; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        try (GoldenHistories golden = new GoldenHistories("golden/agent", AgentWorkflowImpl.class, PATIENT)) {
            golden.record(LIFE, life());
        }
    }
}

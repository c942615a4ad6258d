package io.offerflow.workflows.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.Nudge;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** The workflows in Temporal's in-process environment, around a cluster and chains in memory; time skips only where a test sleeps. */
final class IdentityWorld implements AutoCloseable {
    /** A busy machine may take more than a second for what takes a millisecond. */
    static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static final String ID = ResourceKind.AGENT_IDENTITY.workflowId(Identities.REF);

    final IdentityCluster cluster = new IdentityCluster();
    final ModelRegistry registry = new ModelRegistry(() -> cluster.document);
    final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
            .setInitialTime(Identities.START)
            .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                    .setDataConverter(Payloads.converter())
                    .setIdentity("identity-world")
                    .build())
            .build());

    IdentityWorld() {
        Worker worker = temporal.newWorker(TaskQueues.CONTROL, PATIENT);
        worker.registerWorkflowImplementationTypes(AgentIdentityWorkflowImpl.class, RegistrationWorkflowImpl.class);
        worker.registerActivitiesImplementations(cluster.identities(), cluster.requests());
        temporal.newWorker(TaskQueues.CHAIN, PATIENT).registerActivitiesImplementations(registry);
        temporal.start();
    }

    /** Machines that build may be busy. */
    static void until(Callable<Boolean> holds) {
        await().atMost(PATIENCE).until(holds);
    }

    void nudge(String reason) {
        nudge("AgentIdentityWorkflow", ID, Identities.REF, reason);
    }

    void nudge(String type, String id, Ref ref, String reason) {
        WorkflowStub stub = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build());
        stub.signalWithStart("nudge", new Object[] {new Nudge(null, 0, reason)}, new Object[] {IdentityInput.of(ref)});
    }

    AgentIdentityWorkflow workflow() {
        return temporal.getWorkflowClient().newWorkflowStub(AgentIdentityWorkflow.class, ID);
    }

    Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    /** As {@code base Registered 0; base-sepolia Pending}. */
    String registrations() {
        AgentIdentity live = cluster.identity;
        return live == null
                ? "gone"
                : String.join(
                        "; ",
                        live.statusOrEmpty().registrations().stream()
                                .map(entry -> (entry.chain() + " " + entry.phase() + " " + entry.agentId()).strip())
                                .toList());
    }

    void awaitRegistrations(String wanted) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(registrations()).isEqualTo(wanted));
    }

    void awaitRequest(String wanted) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            RegistrationRequest live = cluster.request;
            assertThat(live == null ? "gone" : live.statusOrEmpty().phaseName()).isEqualTo(wanted);
        });
    }

    @Override
    public void close() {
        temporal.close();
    }
}

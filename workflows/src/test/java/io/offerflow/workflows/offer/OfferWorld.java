package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.workflows.ObolSearchAttributes;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.Nudge;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Temporal server whose time skips, a worker, and the model cluster; closing it looks for secrets in every history. */
final class OfferWorld implements AutoCloseable {
    static final Ref REF = new Ref("shop", "demo");
    private static final Set<EventType> UNDER_WAY = Set.of(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
            EventType.EVENT_TYPE_TIMER_FIRED);

    /** A cold JVM on a busy machine needs more than the default second to load classes in a first workflow task. */
    static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();

    final ClusterModel cluster = new ClusterModel();
    final TestWorkflowEnvironment temporal;
    final ModelActivities activities;
    private final Set<String> runs = new LinkedHashSet<>();

    OfferWorld() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setInitialTime(Offers.NOW)
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build())
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .setIdentity("offer-world")
                        .build());
        ObolSearchAttributes.types().forEach(options::registerSearchAttribute);
        temporal = TestWorkflowEnvironment.newInstance(options.build());
        activities = new ModelActivities(cluster, temporal::currentTimeMillis);
        Worker worker = temporal.newWorker(TaskQueues.CONTROL, PATIENT);
        worker.registerWorkflowImplementationTypes(ServiceOfferWorkflowImpl.class);
        worker.registerActivitiesImplementations(activities);
        temporal.start();
    }

    /** Applies an offer and waits until the workflow has nothing left to do. */
    OfferWorld selling(Offers draft) {
        cluster.create(draft);
        nudge("added");
        awaitQuiet();
        return this;
    }

    /** What the watcher sends about the object as it is. */
    WorkflowExecution nudge(String reason) {
        ServiceOffer offer = cluster.offer();
        return nudge(
                offer == null ? null : offer.metadata().uid(),
                offer == null ? 0 : offer.metadata().generation(),
                reason);
    }

    WorkflowExecution nudge(@Nullable String uid, long generation, String reason) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        "ServiceOfferWorkflow",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(REF.offerWorkflowId())
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build());
        WorkflowExecution execution = stub.signalWithStart(
                "nudge", new Object[] {new Nudge(uid, generation, reason)}, new Object[] {OfferInput.of(REF)});
        runs.add(execution.getRunId());
        return execution;
    }

    WorkflowClient client() {
        return temporal.getWorkflowClient();
    }

    /** The running or last workflow of the offer. */
    ServiceOfferWorkflow workflow() {
        return client().newWorkflowStub(ServiceOfferWorkflow.class, REF.offerWorkflowId());
    }

    WorkflowStub stub() {
        return WorkflowStub.fromTyped(workflow());
    }

    List<HistoryEvent> history() {
        return client().fetchHistory(REF.offerWorkflowId()).getEvents();
    }

    List<HistoryEvent> events(EventType type) {
        return history().stream().filter(e -> e.getEventType() == type).toList();
    }

    /** Waits until the workflow sleeps: its last task is done and nothing is pending. */
    void awaitQuiet() {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    List<HistoryEvent> events = history();
                    return !UNDER_WAY.contains(events.getLast().getEventType());
                });
    }

    void awaitPhase(Phase phase) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    ServiceOffer offer = cluster.offer();
                    assertThat(offer == null ? null : offer.statusOrEmpty().phase())
                            .isEqualTo(phase);
                });
    }

    /** Everything that Temporal stored about every run. */
    String storedText() {
        StringBuilder text = new StringBuilder();
        for (String run : runs) {
            text.append(client().fetchHistory(REF.offerWorkflowId(), run).toProtoText(false));
        }
        if (!runs.isEmpty()) {
            text.append(client().fetchHistory(REF.offerWorkflowId()).toProtoText(false));
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            assertThat(storedText()).doesNotContain(ModelActivities.SECRET);
        } finally {
            temporal.close();
        }
    }
}

package io.offerflow.dev.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.EntityNudger;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.client.TemporalConnection;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntityNudgerIT {
    private static final Key DEMO = Key.offer(new Ref("llm", "demo"));

    private EmbeddedTemporal server;
    private TemporalConnection temporal;
    private EntityNudger nudger;

    @BeforeEach
    void start() {
        server = EmbeddedTemporal.start();
        temporal = TemporalConnection.over(server.stubs(), TemporalBackend.NAMESPACE);
        nudger = new EntityNudger(temporal.client());
    }

    @AfterEach
    void stop() {
        nudger.close();
        temporal.close();
        server.close();
    }

    @Test
    void theFirstNudgeStartsTheWorkflowAndTheNextWakesTheSame() {
        assertThat(nudger.deliver(DEMO, wake(1, Cause.ADDED))).isEqualTo(Delivery.DELIVERED);
        String run = describe().getWorkflowExecutionInfo().getExecution().getRunId();
        assertThat(nudger.deliver(DEMO, wake(2, Cause.SPEC))).isEqualTo(Delivery.DELIVERED);
        assertThat(describe().getWorkflowExecutionInfo().getExecution().getRunId())
                .isEqualTo(run);
        List<HistoryEvent> signals =
                temporal.client().fetchHistory(DEMO.workflowId()).getHistory().getEventsList().stream()
                        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
                        .toList();
        assertThat(signals).hasSize(2);
        assertThat(signals.getLast()
                        .getWorkflowExecutionSignaledEventAttributes()
                        .getInput()
                        .getPayloads(0)
                        .getData()
                        .toStringUtf8())
                .isEqualTo("{\"uid\":\"u1\",\"generation\":2,\"reason\":\"the spec changed\"}");
    }

    @Test
    void theWorkflowCanBeFoundAndUnderstood() {
        nudger.deliver(DEMO, wake(1, Cause.ADDED));
        DescribeWorkflowExecutionResponse described = describe();
        assertThat(described.getWorkflowExecutionInfo().getType().getName()).isEqualTo("ServiceOfferWorkflow");
        assertThat(described.getWorkflowExecutionInfo().getTaskQueue()).isEqualTo("offerflow-control");
        Map<String, String> memo = Map.of(
                "kind", "\"ServiceOffer\"", "uid", "\"u1\"", "look", "\"kubectl describe serviceoffer demo -n llm\"");
        memo.forEach((name, value) -> assertThat(described
                        .getWorkflowExecutionInfo()
                        .getMemo()
                        .getFieldsOrThrow(name)
                        .getData()
                        .toStringUtf8())
                .isEqualTo(value));
    }

    @Test
    void everyKindHasItsWorkflow() {
        Map<ResourceKind, String> types = Map.of(
                ResourceKind.SERVICE_OFFER, "ServiceOfferWorkflow",
                ResourceKind.AGENT, "AgentWorkflow",
                ResourceKind.AGENT_IDENTITY, "AgentIdentityWorkflow",
                ResourceKind.REGISTRATION_REQUEST, "RegistrationWorkflow");
        for (ResourceKind kind : ResourceKind.values()) {
            Key key = new Key(kind, new Ref("llm", "kind"));
            assertThat(nudger.deliver(key, wake(1, Cause.ADDED))).isEqualTo(Delivery.DELIVERED);
            assertThat(nudger.deliver(key, Wake.absent(Cause.GONE, "gone", false)))
                    .isEqualTo(Delivery.DELIVERED);
            DescribeWorkflowExecutionResponse started = describe(key);
            assertThat(started.getWorkflowExecutionInfo().getType().getName()).isEqualTo(types.get(kind));
        }
    }

    @Test
    void aClosedWorkflowIsStartedAgain() {
        nudger.deliver(DEMO, wake(1, Cause.ADDED));
        String run = describe().getWorkflowExecutionInfo().getExecution().getRunId();
        temporal.client().newUntypedWorkflowStub(DEMO.workflowId()).terminate("test");
        nudger.deliver(DEMO, wake(1, Cause.ADDED));
        assertThat(describe().getWorkflowExecutionInfo().getExecution().getRunId())
                .isNotEqualTo(run);
    }

    @Test
    void anOfferThatIsGoneStartsNoWorkflow() {
        Wake gone = Wake.absent(Cause.GONE, "the offer is gone", false);
        assertThat(nudger.deliver(DEMO, gone)).isEqualTo(Delivery.DELIVERED);
        assertThatThrownBy(this::describe).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void aServerThatIsAwayIsToldWithinSecondsAndNoticedWhenItIsBack() {
        WorkflowServiceStubs nowhere = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:9")
                .build());
        try (TemporalConnection dead = TemporalConnection.over(nowhere, TemporalBackend.NAMESPACE);
                EntityNudger lost = new EntityNudger(dead.client())) {
            Instant begin = Instant.now();
            assertThat(lost.deliver(DEMO, wake(1, Cause.ADDED))).isEqualTo(Delivery.AWAY);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(lost.connected()).isFalse();
        } finally {
            nowhere.shutdownNow();
        }
        await().until(nudger::connected);
    }

    @Test
    void aVeryLongNameStillFitsTheSummary() {
        Key longest = Key.offer(new Ref("n".repeat(63), "o".repeat(253)));
        assertThat(nudger.deliver(longest, wake(1, Cause.ADDED))).isEqualTo(Delivery.DELIVERED);
        assertThat(Optional.of(longest.workflowId()).map(String::length)).hasValue(330);
    }

    private DescribeWorkflowExecutionResponse describe() {
        return describe(DEMO);
    }

    private DescribeWorkflowExecutionResponse describe(Key key) {
        return server.stubs()
                .blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(TemporalBackend.NAMESPACE)
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(key.workflowId()))
                        .build());
    }

    private static Wake wake(long generation, Cause cause) {
        Metadata metadata =
                new Metadata("llm", "demo", "u1", "1", generation, null, null, List.of(), Map.of(), Map.of());
        return Wake.of(metadata, cause);
    }
}

package io.offerflow.watcher.nudge;

import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.agent.AgentInput;
import io.offerflow.workflows.agent.AgentWorkflow;
import io.offerflow.workflows.identity.AgentIdentityWorkflow;
import io.offerflow.workflows.identity.IdentityInput;
import io.offerflow.workflows.identity.RegistrationWorkflow;
import io.offerflow.workflows.offer.OfferInput;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes the workflow of an object by signal-with-start; that of an object that is gone only by signal. */
public final class EntityNudger implements NudgeSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EntityNudger.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    /** How long a worker may think; the task of one that was killed goes to another after this. The default is 10 s. */
    private static final Duration WORKFLOW_TASK = Duration.ofSeconds(5);
    /** Temporal's limit for a static summary. */
    private static final int MAX_SUMMARY_BYTES = 200;

    private final WorkflowClient temporal;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("nudge-deadlines").factory());
    private final AtomicReference<Status.@Nullable Code> lastTrouble = new AtomicReference<>();

    public EntityNudger(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    @Override
    public Delivery deliver(Key key, Wake wake) {
        // The SDK retries by itself, for up to a minute, within the deadline of the call's context.
        Context.CancellableContext context =
                Context.current().withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS, deadlines);
        try {
            context.run(() -> call(key, wake));
            recovered();
            return Delivery.DELIVERED;
        } catch (WorkflowNotFoundException nobody) {
            recovered();
            return Delivery.DELIVERED;
        } catch (WorkflowException | StatusRuntimeException trouble) {
            return troubled(trouble);
        } finally {
            context.close();
        }
    }

    @Override
    public boolean connected() {
        ManagedChannel channel = temporal.getWorkflowServiceStubs().getRawChannel();
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return state == ConnectivityState.READY;
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
    }

    private void call(Key key, Wake wake) {
        switch (key.kind()) {
            case SERVICE_OFFER -> offer(key, wake);
            case AGENT -> agent(key, wake);
            case AGENT_IDENTITY -> identity(key, wake);
            case REGISTRATION_REQUEST -> registration(key, wake);
        }
    }

    private void offer(Key key, Wake wake) {
        if (!wake.starts()) {
            temporal.newWorkflowStub(ServiceOfferWorkflow.class, key.workflowId())
                    .nudge(wake.nudge());
            return;
        }
        ServiceOfferWorkflow workflow = temporal.newWorkflowStub(ServiceOfferWorkflow.class, options(key, wake));
        BatchRequest request = temporal.newSignalWithStartRequest();
        request.add(workflow::run, OfferInput.of(key.ref()));
        request.add(workflow::nudge, wake.nudge());
        temporal.signalWithStart(request);
    }

    private void agent(Key key, Wake wake) {
        if (!wake.starts()) {
            temporal.newWorkflowStub(AgentWorkflow.class, key.workflowId()).nudge(wake.nudge());
            return;
        }
        AgentWorkflow workflow = temporal.newWorkflowStub(AgentWorkflow.class, options(key, wake));
        BatchRequest request = temporal.newSignalWithStartRequest();
        request.add(workflow::run, AgentInput.of(key.ref()));
        request.add(workflow::nudge, wake.nudge());
        temporal.signalWithStart(request);
    }

    private void identity(Key key, Wake wake) {
        if (!wake.starts()) {
            temporal.newWorkflowStub(AgentIdentityWorkflow.class, key.workflowId())
                    .nudge(wake.nudge());
            return;
        }
        AgentIdentityWorkflow workflow = temporal.newWorkflowStub(AgentIdentityWorkflow.class, options(key, wake));
        BatchRequest request = temporal.newSignalWithStartRequest();
        request.add(workflow::run, IdentityInput.of(key.ref()));
        request.add(workflow::nudge, wake.nudge());
        temporal.signalWithStart(request);
    }

    private void registration(Key key, Wake wake) {
        if (!wake.starts()) {
            temporal.newWorkflowStub(RegistrationWorkflow.class, key.workflowId())
                    .nudge(wake.nudge());
            return;
        }
        RegistrationWorkflow workflow = temporal.newWorkflowStub(RegistrationWorkflow.class, options(key, wake));
        BatchRequest request = temporal.newSignalWithStartRequest();
        request.add(workflow::run, IdentityInput.of(key.ref()));
        request.add(workflow::nudge, wake.nudge());
        temporal.signalWithStart(request);
    }

    static WorkflowOptions options(Key key, Wake wake) {
        String uid = wake.uid() == null ? "unknown" : wake.uid();
        ResourceKind kind = key.kind();
        String look = "kubectl describe " + kind.singular() + " " + key.ref().name() + " -n "
                + key.ref().namespace();
        return WorkflowOptions.newBuilder()
                .setWorkflowId(key.workflowId())
                .setTaskQueue(TaskQueues.CONTROL)
                .setWorkflowTaskTimeout(WORKFLOW_TASK)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setStaticSummary(cut(kind.kind() + " " + key.ref()))
                .setStaticDetails("uid when started: `" + uid + "`\n\n`" + look + "`")
                .setMemo(Map.of("kind", kind.kind(), "uid", uid, "look", look))
                .build();
    }

    private static String cut(String summary) {
        byte[] bytes = summary.getBytes(StandardCharsets.UTF_8);
        // Kubernetes names are ASCII, so that no character is cut in two.
        return bytes.length <= MAX_SUMMARY_BYTES
                ? summary
                : new String(bytes, 0, MAX_SUMMARY_BYTES, StandardCharsets.US_ASCII);
    }

    private Delivery troubled(RuntimeException trouble) {
        Status.Code code = code(trouble);
        boolean away =
                switch (code) {
                    case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED, INTERNAL, UNKNOWN ->
                        true;
                    // Of the namespace or of our rights, not of the offer.
                    case NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> true;
                    default -> false;
                };
        if (lastTrouble.getAndSet(code) != code) {
            LOG.warn("nudges cannot be delivered, and wait: code={}", code);
        }
        return away ? Delivery.AWAY : Delivery.REFUSED;
    }

    private void recovered() {
        if (lastTrouble.getAndSet(null) != null) {
            LOG.info("nudges are delivered again");
        }
    }

    private static Status.Code code(Throwable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return status.getStatus().getCode();
            }
        }
        return trouble instanceof WorkflowServiceException ? Status.Code.UNAVAILABLE : Status.Code.UNKNOWN;
    }
}

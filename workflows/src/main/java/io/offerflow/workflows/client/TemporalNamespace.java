package io.offerflow.workflows.client;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.offerflow.workflows.TaskQueues;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Temporal namespace as such: is it there, can it be made. Sentences carry the code of the server's answer, never its text. */
final class TemporalNamespace {
    private static final long ANSWER_SECONDS = 2;
    /** How long the story of a deleted object can still be read. */
    private static final Duration RETENTION =
            Duration.newBuilder().setSeconds(TimeUnit.DAYS.toSeconds(7)).build();

    private final WorkflowServiceStubs stubs;
    private final String name;

    TemporalNamespace(WorkflowServiceStubs stubs, String name) {
        this.stubs = stubs;
        this.name = name;
    }

    /** Empty when the namespace can be used. */
    Optional<String> trouble() {
        Status.Code code = describe();
        return switch (code) {
            // A key may be good for one namespace's workflows and not for describing it.
            case OK, PERMISSION_DENIED, UNIMPLEMENTED -> Optional.empty();
            case NOT_FOUND -> Optional.of("namespace " + name + " does not exist");
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> Optional.of("the server cannot be reached");
            default -> Optional.of("the server answers " + code);
        };
    }

    /** The same, after having tried to create a missing namespace; also asks whether its servers have heard of a new one. */
    Optional<String> ensure() {
        Status.Code code = describe();
        if (code == Status.Code.NOT_FOUND) {
            code = create();
            if (code != Status.Code.OK && code != Status.Code.ALREADY_EXISTS) {
                return Optional.of("namespace " + name + " does not exist and was not created (" + code + ")");
            }
        }
        return serves() ? trouble() : Optional.of("namespace " + name + " is new and not served everywhere yet");
    }

    /** A namespace can be described at once, but work in it is refused until the server's caches know it, some ten seconds later. */
    private boolean serves() {
        return code(() -> stub().describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(name)
                        .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.CONTROL))
                        .build()))
                != Status.Code.NOT_FOUND;
    }

    private Status.Code describe() {
        return code(() -> stub().describeNamespace(
                        DescribeNamespaceRequest.newBuilder().setNamespace(name).build()));
    }

    private Status.Code create() {
        return code(() -> stub().registerNamespace(RegisterNamespaceRequest.newBuilder()
                .setNamespace(name)
                .setDescription("Offerflow: one workflow for each ServiceOffer")
                .setWorkflowExecutionRetentionPeriod(RETENTION)
                .build()));
    }

    private WorkflowServiceBlockingStub stub() {
        return stubs.blockingStub().withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private static Status.Code code(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}

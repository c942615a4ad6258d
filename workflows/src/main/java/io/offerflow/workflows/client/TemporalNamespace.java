package io.offerflow.workflows.client;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
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
            case UNAVAILABLE, DEADLINE_EXCEEDED -> Optional.of("the server cannot be reached");
            default -> Optional.of("the server answers " + code);
        };
    }

    /** The same, after having tried to create a missing namespace. */
    Optional<String> ensure() {
        if (describe() != Status.Code.NOT_FOUND) {
            return trouble();
        }
        Status.Code code = create();
        return switch (code) {
            case OK, ALREADY_EXISTS -> trouble();
            default -> Optional.of("namespace " + name + " does not exist and was not created (" + code + ")");
        };
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

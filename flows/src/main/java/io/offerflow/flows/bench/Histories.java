package io.offerflow.flows.bench;

import io.offerflow.api.Ref;
import io.offerflow.dev.temporal.TemporalBackend;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long the workflows' histories are. */
final class Histories {
    /** Longer than the pauses within a pass. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final WorkflowServiceStubs temporal;

    Histories(WorkflowServiceStubs temporal) {
        this.temporal = temporal;
    }

    /** Events of each offer's workflow, as soon as none of them has grown for some seconds. */
    List<Long> settled(List<Ref> offers) {
        List<Long> before = lengths(offers);
        while (true) {
            LockSupport.parkNanos(QUIET.toNanos());
            List<Long> now = lengths(offers);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
    }

    private List<Long> lengths(List<Ref> offers) {
        return offers.stream().map(this::length).toList();
    }

    private long length(Ref offer) {
        return temporal.blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(TemporalBackend.NAMESPACE)
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(offer.offerWorkflowId()))
                        .build())
                .getWorkflowExecutionInfo()
                .getHistoryLength();
    }
}

package io.offerflow.flows.bench;

import io.offerflow.api.Ref;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long the workflows' histories are, and a nudge that makes them grow. */
final class Histories implements AutoCloseable {
    /** Longer than the pauses within a pass. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final WorkflowServiceStubs temporal;
    private final TemporalConnection connection;

    Histories(WorkflowServiceStubs temporal) {
        this.temporal = temporal;
        this.connection = TemporalConnection.over(temporal, TemporalBackend.NAMESPACE);
    }

    /** Wakes the workflow although nothing has changed, as the watcher does when it is not sure. */
    void wake(Ref offer) {
        connection
                .client()
                .newWorkflowStub(ServiceOfferWorkflow.class, offer.offerWorkflowId())
                .nudge(new Nudge(null, 0, "benchmark"));
    }

    @Override
    public void close() {
        connection.close();
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

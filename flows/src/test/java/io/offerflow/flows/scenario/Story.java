package io.offerflow.flows.scenario;

import io.offerflow.api.Ref;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;

/** The workflow of an offer as Temporal tells it. */
final class Story {
    private final WorkflowClient client;
    private final Ref offer;

    Story(DevStack stack, Ref offer) {
        this.client = TemporalConnection.over(stack.temporal().stubs(), TemporalBackend.NAMESPACE)
                .client();
        this.offer = offer;
    }

    ServiceOfferWorkflow workflow() {
        return client.newWorkflowStub(ServiceOfferWorkflow.class, offer.offerWorkflowId());
    }

    /** Of the newest run. */
    WorkflowExecutionHistory history() {
        return client.fetchHistory(offer.offerWorkflowId());
    }

    int events() {
        return history().getEvents().size();
    }
}

package io.offerflow.workflows.identity;

import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.workflow.WorkflowInit;
import java.util.List;

/** {@link RegistrationWorkflow}: observe, plan, apply, report; chains are asked beside it. A bad object never fails it. */
public final class RegistrationWorkflowImpl implements RegistrationWorkflow {
    private final IdentityLife<RequestObservation, RegistrationRequest.Status> life;

    @WorkflowInit
    public RegistrationWorkflowImpl(IdentityInput input) {
        life = new IdentityLife<>(ResourceKind.REGISTRATION_REQUEST, input, new RequestKind(input.ref()));
    }

    @Override
    public void run(IdentityInput input) {
        life.run();
    }

    @Override
    public void nudge(Nudge nudge) {
        life.nudge(nudge);
    }

    @Override
    public String reconcileNow() {
        return life.reconciler().reconcileNow();
    }

    @Override
    public String describe() {
        return life.reconciler().facade().markdown();
    }

    @Override
    public List<Condition> conditions() {
        return life.reconciler().facade().conditions();
    }

    @Override
    public List<String> plan() {
        return life.reconciler().planLines();
    }

    @Override
    public List<TimelineEntry> timeline() {
        return life.reconciler().memory().timeline();
    }
}

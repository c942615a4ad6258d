package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** The life of one RegistrationRequest; id {@code registrationrequest/<namespace>/<name>}. Ends when the object is gone. */
@WorkflowInterface
public interface RegistrationWorkflow {

    @WorkflowMethod
    void run(IdentityInput input);

    @SignalMethod(description = "Something may have changed, in the cluster or with a transaction; all is read anew.")
    void nudge(Nudge nudge);

    @UpdateMethod(description = "Reconciles now and returns the phase and the Ready condition's sentence.")
    String reconcileNow();

    @QueryMethod(description = "Where the registration stands, in a few lines of Markdown.")
    String describe();

    @QueryMethod(description = "The conditions as last observed.")
    List<Condition> conditions();

    @QueryMethod(description = "The steps of the last plan, and when it wakes by itself.")
    List<String> plan();

    @QueryMethod(description = "What happened, newest last.")
    List<TimelineEntry> timeline();
}

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.EntityLoop;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;

/** {@link AgentWorkflow}: observe, plan, apply, observe, report. A bad agent never fails it. */
public final class AgentWorkflowImpl implements AgentWorkflow {
    private final EntityLoop loop = new EntityLoop();
    private final Reconciler<AgentObservation, Agent.Status> reconciler;
    private final Ref ref;

    @WorkflowInit
    public AgentWorkflowImpl(AgentInput input) {
        ref = input.ref();
        reconciler = new Reconciler<>(loop, ResourceKind.AGENT, ref, input.memory(), new AgentSubject(ref));
    }

    @Override
    public void run(AgentInput input) {
        loop.run(
                reconciler,
                reconciler::historyIsLong,
                () -> Workflow.continueAsNew(new AgentInput(ref, reconciler.memory())));
    }

    @Override
    public void nudge(Nudge nudge) {
        loop.nudge(nudge);
    }

    @Override
    public String reconcileNow() {
        return reconciler.reconcileNow();
    }

    @Override
    public String describe() {
        return reconciler.facade().markdown();
    }

    @Override
    public List<Condition> conditions() {
        return reconciler.facade().conditions();
    }

    @Override
    public List<String> plan() {
        return reconciler.planLines();
    }

    @Override
    public List<TimelineEntry> timeline() {
        return reconciler.memory().timeline();
    }
}

package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.EntityLoop;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;

/** {@link ServiceOfferWorkflow}: observe, plan, apply, observe, report. A bad offer never fails it. */
public final class ServiceOfferWorkflowImpl implements ServiceOfferWorkflow {
    private final EntityLoop loop = new EntityLoop();
    private final OfferSubject subject;
    private final Reconciler<Observation, ServiceOfferStatus> reconciler;
    private final Ref ref;

    @WorkflowInit
    public ServiceOfferWorkflowImpl(OfferInput input) {
        ref = input.ref();
        subject = new OfferSubject(ref);
        reconciler = new Reconciler<>(loop, ResourceKind.SERVICE_OFFER, ref, input.memory(), subject);
    }

    @Override
    public void run(OfferInput input) {
        loop.run(
                reconciler,
                reconciler::historyIsLong,
                () -> Workflow.continueAsNew(new OfferInput(ref, reconciler.memory())));
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
    public String pause() {
        return setPaused(true);
    }

    @Override
    public String resume() {
        return setPaused(false);
    }

    private String setPaused(boolean paused) {
        subject.setPaused(paused);
        reconciler.note(paused ? "paused by update" : "resumed by update");
        return reconcileNow();
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

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.agent.AgentActivities.AgentReport;
import io.offerflow.workflows.entity.ActivityCalls;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityFacade;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.Steps;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An Agent, as the passes work on it. */
final class AgentSubject implements Reconciler.Subject<AgentObservation, Agent.Status> {
    private final ActivityCalls<AgentActivities> calls = new ActivityCalls<>(AgentActivities.class);
    private final Ref ref;

    AgentSubject(Ref ref) {
        this.ref = ref;
    }

    @Override
    public AgentObservation observe() {
        return calls.quickly("observe " + ref, activities -> activities.observe(ref));
    }

    @Override
    public Plan<Agent.Status> plan(AgentObservation seen, EntityMemory memory, Instant now) {
        return AgentPlanner.plan(seen, memory, now);
    }

    @Override
    public Applied<AgentObservation> apply(Steps steps, BooleanSupplier overtaken) {
        boolean mints = steps.steps().stream().anyMatch(Step.EnsureWallet.class::isInstance);
        return mints
                ? calls.apply(TaskQueues.WALLETS, steps, activities -> activities::apply, overtaken)
                : calls.apply(steps, activities -> activities::apply, overtaken);
    }

    @Override
    public void report(Reconciler.Told<Agent.Status> told) {
        Agent.Status status = told.status();
        calls.quickly("report " + status.phase() + " at gen " + status.observedGeneration(), activities -> {
            activities.report(new AgentReport(ref, told.uid(), told.resourceVersion(), status, told.events()));
            return true;
        });
    }

    @Override
    public EntityFacade.Look look(AgentObservation seen, Agent.Status status) {
        String about = status.endpoint() == null ? "" : "`" + status.endpoint() + "` runs " + status.pinnedModel();
        return new EntityFacade.Look(about, Optional.empty());
    }
}

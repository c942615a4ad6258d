package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.workflows.entity.ActivityCalls;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityFacade;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.identity.IdentityActivities.IdentityReport;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** An AgentIdentity, as the passes work on it. */
final class IdentityKind implements IdentityLife.Kind<IdentityObservation, AgentIdentity.Status> {
    private final ActivityCalls<IdentityActivities> calls = new ActivityCalls<>(IdentityActivities.class);
    private final Ref ref;

    IdentityKind(Ref ref) {
        this.ref = ref;
    }

    @Override
    public IdentityObservation observe(IdentityMemory memory) {
        return calls.quickly("observe " + ref, activities -> activities.observe(ref, memory.confirmed()));
    }

    @Override
    public IdentityFacts facts(IdentityObservation seen) {
        return seen.facts();
    }

    @Override
    public IdentityPlan<AgentIdentity.Status> plan(
            IdentityObservation seen, EntityMemory tries, IdentityMemory memory, Instant now) {
        return IdentityPlanner.plan(seen, tries, memory, now);
    }

    @Override
    public Applied<IdentityObservation> apply(Steps steps, IdentityMemory memory, BooleanSupplier overtaken) {
        return calls.apply(steps, activities -> plan -> activities.apply(plan, memory.confirmed()), overtaken);
    }

    @Override
    public void report(Reconciler.Told<AgentIdentity.Status> told) {
        AgentIdentity.Status status = told.status();
        calls.quickly("report " + status.phase(), activities -> {
            activities.report(new IdentityReport(ref, told.uid(), told.resourceVersion(), status, told.events()));
            return true;
        });
    }

    @Override
    public EntityFacade.Look look(AgentIdentity.Status status) {
        String about = status.registrations().stream()
                .map(entry -> "- " + entry.chain() + ": "
                        + (entry.agentId().isEmpty() ? "no id yet" : "id " + entry.agentId()) + ", "
                        + entry.phase() + RequestKind.transaction(entry.txHash(), entry.explorer()))
                .collect(Collectors.joining("\n"));
        return new EntityFacade.Look(about, Optional.empty());
    }
}

package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.workflows.entity.ActivityCalls;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityFacade;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Reconciler;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.OfferActivities.Report;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** A ServiceOffer, as the passes work on it. */
final class OfferSubject implements Reconciler.Subject<Observation, ServiceOfferStatus> {
    private final ActivityCalls<OfferActivities> calls = new ActivityCalls<>(OfferActivities.class);
    private final Ref ref;

    OfferSubject(Ref ref) {
        this.ref = ref;
    }

    @Override
    public Observation observe() {
        return calls.quickly("observe " + ref, activities -> activities.observe(ref));
    }

    @Override
    public Plan<ServiceOfferStatus> plan(Observation seen, EntityMemory memory, Instant now) {
        return OfferPlanner.plan(seen, memory, now);
    }

    @Override
    public Applied<Observation> apply(Steps steps, BooleanSupplier overtaken) {
        return calls.apply(steps, activities -> activities::apply, overtaken);
    }

    @Override
    public void report(Reconciler.Told<ServiceOfferStatus> told) {
        ServiceOfferStatus status = told.status();
        calls.quickly("report " + status.phase() + " at gen " + status.observedGeneration(), activities -> {
            activities.report(new Report(ref, told.uid(), told.resourceVersion(), status, told.events()));
            return true;
        });
    }

    void setPaused(boolean paused) {
        calls.patient((paused ? "pause " : "resume ") + ref).setPaused(ref, paused);
    }

    @Override
    public EntityFacade.Look look(Observation seen, ServiceOfferStatus status) {
        return OfferLooks.of(seen.offer(), status);
    }
}

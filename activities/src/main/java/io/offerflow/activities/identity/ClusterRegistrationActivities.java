package io.offerflow.activities.identity;

import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StatusReporter;
import io.offerflow.activities.object.StepRunner;
import io.offerflow.api.Ref;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.identity.RegistrationActivities;
import io.offerflow.workflows.identity.RequestObservation;
import java.util.List;

/** {@link RegistrationActivities} against a Kubernetes API server. Stateless, safe for many threads. */
final class ClusterRegistrationActivities implements RegistrationActivities {
    private final RequestObserver observer;
    private final StepRunner steps;
    private final StatusReporter reporter;

    ClusterRegistrationActivities(RequestObserver observer, StepRunner steps, StatusReporter reporter) {
        this.observer = observer;
        this.steps = steps;
        this.reporter = reporter;
    }

    @Override
    public RequestObservation observe(Ref ref, List<ConfirmedId> ids) {
        return ApiFailures.reaching(() -> observer.observe(ref, ids, Known.NOTHING));
    }

    @Override
    public Applied<RequestObservation> apply(Steps plan, List<ConfirmedId> ids) {
        return ApiFailures.reaching(() -> steps.run(plan)
                .map(ran -> new Applied<>(false, ran.outcomes(), observer.observe(plan.ref(), ids, ran.known())))
                .orElseGet(Applied::overtaken));
    }

    @Override
    public void report(RequestReport report) {
        ApiFailures.reaching(() -> {
            reporter.report(report.ref(), report.uid(), report.resourceVersion(), report.status(), report.events());
            return true;
        });
    }
}

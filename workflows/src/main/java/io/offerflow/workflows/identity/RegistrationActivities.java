package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Steps;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** What a RegistrationWorkflow does to the cluster; the same contract as {@link IdentityActivities}. */
@ActivityInterface
public interface RegistrationActivities {

    /** Reads the request, and what it mirrors or the document of its own. */
    @ActivityMethod(name = "ObserveRegistration")
    RequestObservation observe(Ref ref, List<ConfirmedId> ids);

    @ActivityMethod(name = "ApplyRegistrationSteps")
    Applied<RequestObservation> apply(Steps steps, List<ConfirmedId> ids);

    @ActivityMethod(name = "ReportRegistrationStatus")
    void report(RequestReport report);

    /** @param resourceVersion of the object that the status is about */
    record RequestReport(
            Ref ref, String uid, String resourceVersion, RegistrationRequest.Status status, List<EntityEvent> events) {}
}

package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Steps;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * What an AgentIdentityWorkflow does to the cluster. Trouble that passes by itself is thrown as a retryable failure; what the API server refuses for good
 * is a value in the result. No method asks a chain.
 */
@ActivityInterface
public interface IdentityActivities {

    /**
     * Reads the identity, who asks for registrations, and the document's children; renders the document and compares.
     *
     * @param ids that the document names
     */
    @ActivityMethod(name = "ObserveIdentity")
    IdentityObservation observe(Ref ref, List<ConfirmedId> ids);

    /**
     * Carries out steps in order, if the object still has this uid and generation, and looks at what there is then; otherwise does nothing and says
     * superseded.
     */
    @ActivityMethod(name = "ApplyIdentitySteps")
    Applied<IdentityObservation> apply(Steps steps, List<ConfirmedId> ids);

    /** Writes the status (all fields; absent ones are removed) and the events. A vanished or replaced object is no error. */
    @ActivityMethod(name = "ReportIdentityStatus")
    void report(IdentityReport report);

    /** @param resourceVersion of the object that the status is about */
    record IdentityReport(
            Ref ref, String uid, String resourceVersion, AgentIdentity.Status status, List<EntityEvent> events) {}
}

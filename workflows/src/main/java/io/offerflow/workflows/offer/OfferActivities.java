package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Steps;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The effects of a ServiceOfferWorkflow. Trouble that passes by itself (API server away, 429, 5xx, a lost connection) is thrown as a
 * retryable failure of type {@link #CLUSTER_UNAVAILABLE}; what the API server refuses for good is a value in the result. No method ever
 * returns or throws text with a secret in it.
 */
@ActivityInterface
public interface OfferActivities {
    /** Type of the retryable failure. */
    String CLUSTER_UNAVAILABLE = "ClusterUnavailable";

    /** Reads the offer, its upstream, the gate and its children, live from the API server. */
    @ActivityMethod(name = "ObserveOffer")
    Observation observe(Ref ref);

    /**
     * Carries out steps in order, if the object still has this uid and generation, and looks at what there is then; otherwise does
     * nothing and says superseded.
     */
    @ActivityMethod(name = "ApplySteps")
    Applied<Observation> apply(Steps steps);

    /** Writes the status (all fields; absent ones are removed) and the events. A vanished or replaced object is no error. */
    @ActivityMethod(name = "ReportStatus")
    void report(Report report);

    /** Writes {@code spec.paused}: intent lives in the object. */
    @ActivityMethod(name = "SetPaused")
    void setPaused(Ref ref, boolean paused);

    /** @param resourceVersion of the object that the status is about */
    record Report(Ref ref, String uid, String resourceVersion, ServiceOfferStatus status, List<EntityEvent> events) {}
}

package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Steps;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The effects of an AgentWorkflow. Trouble that passes by itself is thrown as a retryable failure; what the API server refuses for good is a
 * value in the result. Keys are drawn and written by the activities: no method takes, returns or throws one.
 */
@ActivityInterface
public interface AgentActivities {

    /** Reads the agent, its rivals in the namespace and its children, live from the API server. */
    @ActivityMethod(name = "ObserveAgent")
    AgentObservation observe(Ref ref);

    /**
     * Carries out steps in order, if the object still has this uid and generation, and looks at what there is then; otherwise does
     * nothing and says superseded.
     */
    @ActivityMethod(name = "ApplyAgentSteps")
    Applied<AgentObservation> apply(Steps steps);

    /** Writes the status (all fields; absent ones are removed) and the events. A vanished or replaced object is no error. */
    @ActivityMethod(name = "ReportAgentStatus")
    void report(AgentReport report);

    /** @param resourceVersion of the object that the status is about */
    record AgentReport(Ref ref, String uid, String resourceVersion, Agent.Status status, List<EntityEvent> events) {}
}

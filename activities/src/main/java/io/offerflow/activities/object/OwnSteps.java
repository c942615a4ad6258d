package io.offerflow.activities.object;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.util.Map;
import java.util.Optional;

/** Carries out the steps that only one kind of object has. */
@FunctionalInterface
public interface OwnSteps {

    /**
     * @param atOnce no time passed in which the object could have changed
     * @param told children as they are now
     */
    record Did(StepOutcome outcome, boolean atOnce, Map<ChildKind, Optional<GenericKubernetesResource>> told) {}

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException what the API server says */
    Did carryOut(Steps plan, Step step);
}

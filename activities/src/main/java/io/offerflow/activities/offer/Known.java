package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.workflows.offer.ChildKind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects as the API server told them a moment ago, in answer to our own calls, so that they are not read again.
 *
 * @param offer null when it is to be read
 * @param children empty where there is none; what is not in the map is to be read
 */
record Known(@Nullable GenericKubernetesResource offer, Map<ChildKind, Optional<GenericKubernetesResource>> children) {
    static final Known NOTHING = new Known(null, Map.of());

    Known {
        children = Map.copyOf(children);
    }
}

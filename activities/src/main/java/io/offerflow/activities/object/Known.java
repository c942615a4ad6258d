package io.offerflow.activities.object;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.workflows.entity.ChildKind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects as the API server told them a moment ago, in answer to our own calls, so that they are not read again.
 *
 * @param object null when it is to be read
 * @param children empty where there is none; what is not in the map is to be read
 */
public record Known(
        @Nullable GenericKubernetesResource object, Map<ChildKind, Optional<GenericKubernetesResource>> children) {
    public static final Known NOTHING = new Known(null, Map.of());

    public Known {
        children = Map.copyOf(children);
    }
}

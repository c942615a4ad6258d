package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.api.Json;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RouteAcceptance;
import org.jspecify.annotations.Nullable;

/** Reads the Gateway's word from an HTTPRoute's {@code status.parents}. Only what is said about the current generation counts. */
final class Acceptance {
    private Acceptance() {}

    /** {@code route} is null when there is none. Messages come without what changes from try to try. */
    static RouteAcceptance of(@Nullable GenericKubernetesResource route, ControllerSettings settings) {
        if (route == null) {
            return RouteAcceptance.PENDING;
        }
        RouteAcceptance word = RouteAcceptance.of(Json.mapper().<JsonNode>valueToTree(route), settings);
        return word.message() == null
                ? word
                : new RouteAcceptance(word.state(), word.reason(), ApiFailures.normalised(word.message()));
    }
}

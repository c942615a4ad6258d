package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RouteAcceptance;
import org.jspecify.annotations.Nullable;

/** Reads the Gateway's word from an HTTPRoute's {@code status.parents}. Only what is said about the current generation counts. */
final class Acceptance {
    private Acceptance() {}

    /** {@code route} is null when there is none. */
    static RouteAcceptance of(@Nullable GenericKubernetesResource route, ControllerSettings settings) {
        if (route == null) {
            return RouteAcceptance.PENDING;
        }
        JsonNode object = Json.mapper().valueToTree(route);
        long generation = object.path("metadata").path("generation").asLong();
        String namespace = object.path("metadata").path("namespace").asText();
        RouteAcceptance word = RouteAcceptance.PENDING;
        for (JsonNode parent : object.path("status").path("parents")) {
            if (ourGateway(parent.path("parentRef"), namespace, settings)) {
                RouteAcceptance said = said(parent.path("conditions"), generation);
                if (said.state() == RouteAcceptance.State.Accepted) {
                    return said;
                }
                if (said.state() == RouteAcceptance.State.Rejected) {
                    word = said;
                }
            }
        }
        return word;
    }

    private static boolean ourGateway(JsonNode parent, String routeNamespace, ControllerSettings settings) {
        Ref gateway = Ref.parse(settings.gateway());
        return parent.path("kind").asText("Gateway").equals("Gateway")
                && parent.path("namespace").asText(routeNamespace).equals(gateway.namespace())
                && parent.path("name").asText().equals(gateway.name())
                && parent.path("sectionName").asText(settings.gatewaySection()).equals(settings.gatewaySection());
    }

    private static RouteAcceptance said(JsonNode conditions, long generation) {
        JsonNode accepted = condition(conditions, "Accepted", generation);
        JsonNode resolved = condition(conditions, "ResolvedRefs", generation);
        if (isFalse(accepted) && !accepted.path("reason").asText().equals("Pending")) {
            return rejected(accepted);
        }
        if (isFalse(resolved)) {
            return rejected(resolved);
        }
        return accepted.path("status").asText().equals("True")
                ? new RouteAcceptance(RouteAcceptance.State.Accepted, null, null)
                : RouteAcceptance.PENDING;
    }

    private static JsonNode condition(JsonNode conditions, String type, long generation) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals(type)
                    && condition.path("observedGeneration").asLong(-1) == generation) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isFalse(JsonNode condition) {
        return condition.path("status").asText().equals("False");
    }

    private static RouteAcceptance rejected(JsonNode condition) {
        return new RouteAcceptance(
                RouteAcceptance.State.Rejected,
                condition.path("reason").asText(),
                ApiFailures.normalised(condition.path("message").asText()));
    }
}

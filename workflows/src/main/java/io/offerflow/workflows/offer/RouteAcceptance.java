package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.offerflow.api.Ref;
import org.jspecify.annotations.Nullable;

/**
 * What the Gateway says of our HTTPRoute. {@code Accepted} needs Accepted=True and ResolvedRefs not False at the route's generation;
 * {@code Pending} means no word yet.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteAcceptance(State state, @Nullable String reason, @Nullable String message) {

    public enum State {
        Accepted,
        Rejected,
        Pending
    }

    public static final RouteAcceptance PENDING = new RouteAcceptance(State.Pending, null, null);

    /**
     * Reads our Gateway's word from {@code status.parents} of an HTTPRoute. Only what is said about the present generation counts; one
     * accepting controller is enough.
     */
    public static RouteAcceptance of(JsonNode route, ControllerSettings settings) {
        long generation = route.path("metadata").path("generation").asLong();
        String namespace = route.path("metadata").path("namespace").asText();
        RouteAcceptance word = PENDING;
        for (JsonNode parent : route.path("status").path("parents")) {
            if (ourGateway(parent.path("parentRef"), namespace, settings)) {
                RouteAcceptance said = said(parent.path("conditions"), generation);
                if (said.state() == State.Accepted) {
                    return said;
                }
                word = said.state() == State.Rejected ? said : word;
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
                ? new RouteAcceptance(State.Accepted, null, null)
                : PENDING;
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
                State.Rejected,
                condition.path("reason").asText(),
                condition.path("message").asText());
    }
}

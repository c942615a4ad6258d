package io.offerflow.watcher.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Ref;
import io.offerflow.workflows.offer.ControllerSettings;

/** What our Gateway says of a route at its present generation. */
public enum Acceptance {
    ACCEPTED,
    REJECTED,
    /** No word about this generation. */
    PENDING;

    static Acceptance of(JsonNode route, ControllerSettings settings) {
        long generation = route.path("metadata").path("generation").asLong();
        String namespace = route.path("metadata").path("namespace").asText();
        Acceptance word = PENDING;
        for (JsonNode parent : route.path("status").path("parents")) {
            if (ourGateway(parent.path("parentRef"), namespace, settings)) {
                Acceptance said = said(parent.path("conditions"), generation);
                if (said == ACCEPTED) {
                    return said;
                }
                word = said == REJECTED ? said : word;
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

    private static Acceptance said(JsonNode conditions, long generation) {
        boolean accepted = false;
        for (JsonNode condition : conditions) {
            String type = condition.path("type").asText();
            boolean counts = condition.path("observedGeneration").asLong(-1) == generation
                    && (type.equals("Accepted") || type.equals("ResolvedRefs"));
            boolean waits = condition.path("reason").asText().equals("Pending") && type.equals("Accepted");
            if (counts && condition.path("status").asText().equals("False") && !waits) {
                return REJECTED;
            }
            accepted |= counts
                    && type.equals("Accepted")
                    && condition.path("status").asText().equals("True");
        }
        return accepted ? ACCEPTED : PENDING;
    }
}

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
        Ref gateway = Ref.parse(settings.gateway());
        long generation = route.path("metadata").path("generation").asLong();
        for (JsonNode parent : route.path("status").path("parents")) {
            JsonNode ref = parent.path("parentRef");
            String namespace = ref.path("namespace")
                    .asText(route.path("metadata").path("namespace").asText());
            boolean ours = gateway.name().equals(ref.path("name").asText())
                    && gateway.namespace().equals(namespace)
                    && settings.gatewaySection().equals(ref.path("sectionName").asText(settings.gatewaySection()));
            if (ours) {
                return of(parent.path("conditions"), generation);
            }
        }
        return PENDING;
    }

    private static Acceptance of(JsonNode conditions, long generation) {
        Acceptance said = PENDING;
        for (JsonNode condition : conditions) {
            if (condition.path("observedGeneration").asLong(generation) != generation) {
                continue;
            }
            String type = condition.path("type").asText();
            boolean refused = condition.path("status").asText().equals("False");
            if (refused && (type.equals("Accepted") || type.equals("ResolvedRefs"))) {
                return REJECTED;
            }
            if (type.equals("Accepted") && condition.path("status").asText().equals("True")) {
                said = ACCEPTED;
            }
        }
        return said;
    }
}

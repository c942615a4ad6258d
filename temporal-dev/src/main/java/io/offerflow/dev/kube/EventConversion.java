package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events are one kind under two names: stored as core/v1 (which {@code kubectl describe} reads), also served as events.k8s.io/v1. */
final class EventConversion {

    static final String GROUP = "events.k8s.io";

    /** events.k8s.io/v1 name to core/v1 name. */
    private static final Map<String, String> RENAMED = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    private EventConversion() {}

    static ObjectNode toCore(JsonNode event) {
        ObjectNode out = Json.object();
        event.properties().forEach(e -> out.set(RENAMED.getOrDefault(e.getKey(), e.getKey()), e.getValue()));
        return out.put("apiVersion", "v1");
    }

    static ObjectNode toEventsV1(ObjectNode core) {
        ObjectNode out = Json.object();
        core.properties().forEach(e -> out.set(newName(e.getKey()), e.getValue()));
        return out.put("apiVersion", GROUP + "/v1");
    }

    private static String newName(String coreName) {
        for (Map.Entry<String, String> pair : RENAMED.entrySet()) {
            if (pair.getValue().equals(coreName)) {
                return pair.getKey();
            }
        }
        return coreName;
    }

    /** When it was last seen, in whichever of its fields says so; empty if in none. */
    static String lastSeen(JsonNode core) {
        for (String field : new String[] {"lastTimestamp", "eventTime", "firstTimestamp"}) {
            if (core.path(field).isTextual()) {
                return core.path(field).asText();
            }
        }
        return core.path("series").path("lastObservedTime").asText("");
    }
}

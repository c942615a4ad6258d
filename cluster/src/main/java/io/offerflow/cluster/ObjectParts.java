package io.offerflow.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a stored custom resource, read tolerantly. */
final class ObjectParts {
    private static final int MAX_SHOWN = 60;

    private ObjectParts() {}

    /** Null when the part is absent. */
    static <T> @Nullable T part(JsonNode object, String name, Class<T> type) throws JsonProcessingException {
        JsonNode node = object.path(name);
        return node.isMissingNode() || node.isNull() ? null : Json.mapper().treeToValue(node, type);
    }

    /** The API server writes these fields itself; should one be odd all the same, identity is what counts. */
    static Metadata metadata(JsonNode node) {
        try {
            return Json.mapper().treeToValue(node, Metadata.class);
        } catch (JsonProcessingException | IllegalArgumentException odd) {
            return new Metadata(
                    node.path("namespace").asText(""),
                    node.path("name").asText(""),
                    node.path("uid").asText(""),
                    node.path("resourceVersion").asText(""),
                    node.path("generation").asLong(0),
                    null,
                    null,
                    List.of(),
                    Map.of(),
                    Map.of());
        }
    }

    /** Names the field that is wrong. */
    static String sentence(String root, Exception unreadable) {
        StringBuilder field = new StringBuilder(root);
        if (unreadable instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                field.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            }
        }
        if (unreadable instanceof InvalidFormatException format && format.getTargetType() != null) {
            return field + " \"" + cut(String.valueOf(format.getValue())) + "\" cannot be read as "
                    + kind(format.getTargetType());
        }
        return field + " has a form that cannot be read";
    }

    private static String kind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Integer", "Long", "int", "long" -> "a whole number";
            case "Boolean", "boolean" -> "true or false";
            case "Instant" -> "a time like 2030-01-31T12:00:00Z";
            default -> "a " + type.getSimpleName();
        };
    }

    private static String cut(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
    }

    /** The status, which is only what was observed: one that cannot be read counts as absent. */
    static <T> @Nullable T observed(JsonNode object, Class<T> type) {
        try {
            return part(object, "status", type);
        } catch (JsonProcessingException | IllegalArgumentException written) {
            return null;
        }
    }
}

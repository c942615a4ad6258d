package io.offerflow.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stored ServiceOffer. A bad object is an outcome, never an exception, so that it harms no other offer. The status is only what
 * was observed: one that cannot be read counts as absent.
 */
public final class ServiceOfferReader {
    private static final int MAX_SHOWN = 60;

    /** What came out of one object. */
    public sealed interface Outcome {
        Metadata metadata();
    }

    public record Readable(ServiceOffer offer) implements Outcome {
        @Override
        public Metadata metadata() {
            return offer.metadata();
        }
    }

    /**
     * {@code message} is a sentence that names the field. {@code path} is {@code spec.path} and {@code status} what was written, where that
     * much could be read.
     */
    public record Unreadable(
            Metadata metadata, @Nullable String path, String message, @Nullable ServiceOfferStatus status)
            implements Outcome {}

    private ServiceOfferReader() {}

    public static Outcome read(GenericKubernetesResource resource) {
        return read(Json.mapper().<JsonNode>valueToTree(resource));
    }

    public static Outcome read(JsonNode object) {
        Metadata metadata = metadata(object.path("metadata"));
        try {
            ServiceOfferSpec spec = part(object, "spec", ServiceOfferSpec.class);
            return new Readable(
                    new ServiceOffer(metadata, spec == null ? ServiceOfferSpec.EMPTY : spec, status(object)));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            JsonNode path = object.path("spec").path("path");
            return new Unreadable(
                    metadata, path.isTextual() ? path.asText() : null, sentence("spec", unreadable), status(object));
        }
    }

    private static <T> @Nullable T part(JsonNode object, String name, Class<T> type) throws JsonProcessingException {
        JsonNode node = object.path(name);
        return node.isMissingNode() || node.isNull() ? null : Json.mapper().treeToValue(node, type);
    }

    private static @Nullable ServiceOfferStatus status(JsonNode object) {
        try {
            return part(object, "status", ServiceOfferStatus.class);
        } catch (JsonProcessingException | IllegalArgumentException written) {
            return null;
        }
    }

    /** The API server writes these fields itself; should one be odd all the same, identity is what counts. */
    private static Metadata metadata(JsonNode node) {
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

    private static String sentence(String root, Exception unreadable) {
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
}

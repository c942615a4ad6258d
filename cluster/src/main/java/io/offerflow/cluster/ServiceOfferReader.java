package io.offerflow.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stored ServiceOffer. A bad object is an outcome, never an exception, so that it harms no other offer. The status is only what
 * was observed: one that cannot be read counts as absent.
 */
public final class ServiceOfferReader {
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
        Metadata metadata = ObjectParts.metadata(object.path("metadata"));
        try {
            ServiceOfferSpec spec = ObjectParts.part(object, "spec", ServiceOfferSpec.class);
            return new Readable(
                    new ServiceOffer(metadata, spec == null ? ServiceOfferSpec.EMPTY : spec, status(object)));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            JsonNode path = object.path("spec").path("path");
            return new Unreadable(
                    metadata,
                    path.isTextual() ? path.asText() : null,
                    ObjectParts.sentence("spec", unreadable),
                    status(object));
        }
    }

    private static @Nullable ServiceOfferStatus status(JsonNode object) {
        return ObjectParts.observed(object, ServiceOfferStatus.class);
    }
}

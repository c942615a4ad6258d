package io.offerflow.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.identity.RegistrationRequest;
import org.jspecify.annotations.Nullable;

/** Reads one stored RegistrationRequest as {@link ServiceOfferReader} does an offer: a bad object is an outcome, never an exception. */
public final class RegistrationReader {

    /** What came out of one object. */
    public sealed interface Outcome {
        Metadata metadata();
    }

    public record Readable(RegistrationRequest request) implements Outcome {
        @Override
        public Metadata metadata() {
            return request.metadata();
        }
    }

    /** {@code message} is a sentence that names the field; {@code status} what was written, where that much could be read. */
    public record Unreadable(Metadata metadata, String message, RegistrationRequest.@Nullable Status status)
            implements Outcome {}

    private RegistrationReader() {}

    public static Outcome read(GenericKubernetesResource resource) {
        JsonNode object = Json.mapper().valueToTree(resource);
        Metadata metadata = ObjectParts.metadata(object.path("metadata"));
        RegistrationRequest.Status status = ObjectParts.observed(object, RegistrationRequest.Status.class);
        try {
            RegistrationRequest.Spec spec = ObjectParts.part(object, "spec", RegistrationRequest.Spec.class);
            return new Readable(
                    new RegistrationRequest(metadata, spec == null ? RegistrationRequest.Spec.EMPTY : spec, status));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            return new Unreadable(metadata, ObjectParts.sentence("spec", unreadable), status);
        }
    }
}

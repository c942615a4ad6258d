package io.offerflow.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import org.jspecify.annotations.Nullable;

/** Reads one stored Agent as {@link ServiceOfferReader} does an offer: a bad object is an outcome, never an exception. */
public final class AgentReader {

    /** What came out of one object. */
    public sealed interface Outcome {
        Metadata metadata();
    }

    public record Readable(Agent agent) implements Outcome {
        @Override
        public Metadata metadata() {
            return agent.metadata();
        }
    }

    /** {@code message} is a sentence that names the field; {@code status} what was written, where that much could be read. */
    public record Unreadable(Metadata metadata, String message, Agent.@Nullable Status status) implements Outcome {}

    private AgentReader() {}

    public static Outcome read(GenericKubernetesResource resource) {
        JsonNode object = Json.mapper().valueToTree(resource);
        Metadata metadata = ObjectParts.metadata(object.path("metadata"));
        Agent.Status status = ObjectParts.observed(object, Agent.Status.class);
        try {
            Agent.Spec spec = ObjectParts.part(object, "spec", Agent.Spec.class);
            return new Readable(new Agent(metadata, spec == null ? Agent.Spec.EMPTY : spec, status));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            return new Unreadable(metadata, ObjectParts.sentence("spec", unreadable), status);
        }
    }
}

package io.offerflow.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.identity.AgentIdentity;

/** Reads one stored AgentIdentity. Its spec is empty, so every one can be read; a status that cannot counts as absent. */
public final class IdentityReader {
    private IdentityReader() {}

    public static AgentIdentity read(GenericKubernetesResource resource) {
        JsonNode object = Json.mapper().valueToTree(resource);
        return new AgentIdentity(
                ObjectParts.metadata(object.path("metadata")),
                ObjectParts.observed(object, AgentIdentity.Status.class));
    }
}

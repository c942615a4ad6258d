package io.offerflow.dev.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Accepted and ResolvedRefs for the current generation of a route. */
final class RouteStatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RouteStatusWriter.class);
    private static final String CONTROLLER = "offerflow.io/gateway-stand-in";

    private final KubernetesClient client;
    private final ResourceDefinitionContext context;
    private final Ref gateway;
    private final InstantSource clock;

    RouteStatusWriter(KubernetesClient client, ResourceDefinitionContext context, Ref gateway, InstantSource clock) {
        this.client = client;
        this.context = context;
        this.gateway = gateway;
        this.clock = clock;
    }

    static boolean upToDate(JsonNode route) {
        long generation = route.at("/metadata/generation").asLong();
        for (JsonNode parent : route.at("/status/parents")) {
            if (parent.path("controllerName").asText().equals(CONTROLLER)) {
                return parent.at("/conditions/0/observedGeneration").asLong() == generation;
            }
        }
        return false;
    }

    /** Reads the route and accepts it as it is; false when it has to be tried again. */
    boolean accept(Ref ref) {
        try {
            GenericKubernetesResource live = client.genericKubernetesResources(context)
                    .inNamespace(ref.namespace())
                    .withName(ref.name())
                    .get();
            return live == null || upToDate(Json.mapper().valueToTree(live)) || accept(live);
        } catch (KubernetesClientException e) {
            LOG.debug("route {} cannot be read yet: {}", ref, e.getMessage());
            return false;
        }
    }

    /** Accepts this version of the route; false when it has to be tried again. */
    boolean accept(GenericKubernetesResource route) {
        try {
            long generation = route.getMetadata().getGeneration();
            Map<String, Object> parent = Map.of(
                    "parentRef", Map.of("namespace", gateway.namespace(), "name", gateway.name()),
                    "controllerName", CONTROLLER,
                    "conditions", List.of(condition("Accepted", generation), condition("ResolvedRefs", generation)));
            GenericKubernetesResource accepted = new GenericKubernetesResource();
            accepted.setApiVersion(route.getApiVersion());
            accepted.setKind(route.getKind());
            accepted.setMetadata(route.getMetadata());
            accepted.setAdditionalProperties(new HashMap<>(route.getAdditionalProperties()));
            accepted.setAdditionalProperty("status", Map.of("parents", List.of(parent)));
            client.genericKubernetesResources(context)
                    .inNamespace(route.getMetadata().getNamespace())
                    .resource(accepted)
                    .updateStatus();
            return true;
        } catch (KubernetesClientException e) {
            LOG.debug("route {} not accepted yet: {}", route.getMetadata().getName(), e.getMessage());
            return false;
        }
    }

    private Map<String, Object> condition(String type, long generation) {
        return Map.of(
                "type",
                type,
                "status",
                "True",
                "reason",
                type,
                "message",
                "",
                "observedGeneration",
                generation,
                "lastTransitionTime",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}

package io.offerflow.cluster.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import java.net.HttpURLConnection;
import java.util.List;

/** The ReferenceGrants of a namespace: its consent that others refer to its Services. */
final class ReferenceGrants {
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("gateway.networking.k8s.io")
            .withVersion("v1beta1")
            .withKind("ReferenceGrant")
            .withPlural("referencegrants")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;

    ReferenceGrants(KubernetesClient client) {
        this.client = client;
    }

    /** Whether the grants of a namespace let routes or offers of {@code from} refer to that Service. */
    static boolean allow(List<GenericKubernetesResource> grants, String from, String service) {
        return grants.stream()
                .map(grant -> Json.mapper().<JsonNode>valueToTree(grant).path("spec"))
                .anyMatch(spec -> namesSource(spec.path("from"), from) && namesTarget(spec.path("to"), service));
    }

    List<GenericKubernetesResource> of(String namespace) {
        try {
            return client.genericKubernetesResources(KIND)
                    .inNamespace(namespace)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // A cluster without this kind has no grants.
                return List.of();
            }
            throw e;
        }
    }

    static boolean namesSource(JsonNode sources, String namespace) {
        for (JsonNode source : sources) {
            String kind =
                    source.path("group").asText() + "/" + source.path("kind").asText();
            boolean ours = kind.equals("gateway.networking.k8s.io/HTTPRoute") || kind.equals("obol.org/ServiceOffer");
            if (ours && source.path("namespace").asText().equals(namespace)) {
                return true;
            }
        }
        return false;
    }

    static boolean namesTarget(JsonNode targets, String service) {
        for (JsonNode target : targets) {
            boolean core = target.path("group").asText().isEmpty()
                    && target.path("kind").asText().equals("Service");
            String name = target.path("name").asText();
            if (core && (name.isEmpty() || name.equals(service))) {
                return true;
            }
        }
        return false;
    }
}

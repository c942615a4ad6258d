package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.name.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A RegistrationRequest in a cluster, and what people and controllers do to it. */
final class RequestObject {
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind("RegistrationRequest")
            .withPlural("registrationrequests")
            .withNamespaced(true)
            .build();
    private static final int NOT_FOUND = 404;

    private final KubernetesClient kube;
    private final Ref ref;
    private final String registry;
    private int edits;
    private String seen = "";

    RequestObject(KubernetesClient kube, Ref ref, String registry) {
        this.kube = kube;
        this.ref = ref;
        this.registry = registry;
    }

    private Resource<GenericKubernetesResource> resource() {
        return kube.genericKubernetesResources(KIND)
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }

    void make(String signer) {
        Map<String, Object> object = Map.of(
                "apiVersion",
                "obol.org/v1alpha1",
                "kind",
                "RegistrationRequest",
                "metadata",
                Map.of(
                        "namespace",
                        ref.namespace(),
                        "name",
                        ref.name(),
                        "annotations",
                        Map.of(Labels.WALLET_ADDRESS, signer)),
                "spec",
                Map.of(
                        "name",
                        ref.name(),
                        "endpoint",
                        "https://agent.example",
                        "chain",
                        "eip155:31337",
                        "registry",
                        registry,
                        "privateKeySecret",
                        Map.of("name", "wallet", "key", "key")));
        kube.resource(Json.mapper().convertValue(object, GenericKubernetesResource.class))
                .create();
    }

    Optional<RegistrationRequest> read() {
        return Optional.ofNullable(resource().get())
                .map(found -> Json.mapper().convertValue(found, RegistrationRequest.class));
    }

    void edit() {
        patch("{\"spec\":{\"description\":\"edit " + ++edits + "\"}}");
    }

    void sign(String address) {
        patch("{\"metadata\":{\"annotations\":{\"" + Labels.WALLET_ADDRESS + "\":\"" + address + "\"}}}");
    }

    private void patch(String patch) {
        ifThere(() -> resource().patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    void wipeStatus() {
        ifThere(() -> resource()
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/status\",\"value\":{}}]"));
    }

    /** @param force whoever holds on to it must let it go */
    void delete(boolean force) {
        ifThere(() -> {
            resource().delete();
            if (force) {
                patch("{\"metadata\":{\"finalizers\":null}}");
            }
        });
    }

    /** Another mishap may have taken it. */
    private static void ifThere(Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != NOT_FOUND) {
                throw refused;
            }
        }
    }

    void awaitGone(Runnable meanwhile) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    meanwhile.run();
                    return resource().get() == null;
                });
    }

    /** Whether a watcher would say that something happened. */
    boolean changed() {
        GenericKubernetesResource object = resource().get();
        String now = object == null
                ? "gone"
                : object.getMetadata().getUid()
                        + object.getMetadata().getGeneration()
                        + object.getMetadata().getDeletionTimestamp()
                        + object.getMetadata().getAnnotations();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    /** What a Deployment controller writes. @return whether there was something to write */
    boolean serve() {
        boolean served = false;
        for (Deployment deployment :
                kube.apps().deployments().inNamespace(ref.namespace()).list().getItems()) {
            if (deployment.getMetadata().getName().contains(ref.name())) {
                served |= serve(deployment);
            }
        }
        return served;
    }

    private boolean serve(Deployment deployment) {
        JsonNode status = Json.mapper().<JsonNode>valueToTree(deployment).path("status");
        long generation = Objects.requireNonNull(deployment.getMetadata().getGeneration());
        if (status.path("observedGeneration").asLong() == generation) {
            return false;
        }
        ifThere(
                () -> kube.apps()
                        .deployments()
                        .inNamespace(ref.namespace())
                        .withName(deployment.getMetadata().getName())
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"status\":{\"observedGeneration\":" + generation
                                        + ",\"replicas\":1,\"updatedReplicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}}"));
        return true;
    }
}

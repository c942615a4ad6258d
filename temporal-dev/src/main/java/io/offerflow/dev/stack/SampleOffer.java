package io.offerflow.dev.stack;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Ref;
import java.util.List;
import java.util.Map;

/** A namespace, an ExternalName Service that leads to a local upstream, and an offer that sells it. */
public final class SampleOffer {
    public static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind("ServiceOffer")
            .withPlural("serviceoffers")
            .withNamespaced(true)
            .build();

    /** Anvil's third well-known account: nobody loses money when a sample is copied. */
    public static final String PAY_TO = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    private static final String MANAGER = "sample";

    private SampleOffer() {}

    /**
     * @param upstreamPort a loopback port
     * @param perRequest price in whole USDC
     */
    public static void apply(KubernetesClient client, Ref ref, int upstreamPort, String perRequest) {
        objects(ref, upstreamPort, perRequest).forEach(object -> client.resource(object)
                .fieldManager(MANAGER)
                .forceConflicts()
                .serverSideApply());
    }

    /** The three objects, in the order in which they are applied. */
    public static List<HasMetadata> objects(Ref ref, int upstreamPort, String perRequest) {
        HasMetadata namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(ref.namespace())
                .endMetadata()
                .build();
        HasMetadata service = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(ref.namespace())
                .withName(ref.name())
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("localhost")
                .endSpec()
                .build();
        return List.of(namespace, service, offer(ref, ref.name(), upstreamPort, perRequest));
    }

    /** The offer as an API server would hold it, for a gate without a cluster. */
    public static GenericKubernetesResource stored(Ref ref, String perRequest) {
        GenericKubernetesResource offer = offer(ref, ref.name(), 80, perRequest);
        offer.getMetadata().setUid("uid-" + ref.name());
        offer.getMetadata().setGeneration(1L);
        offer.getMetadata().setResourceVersion("1");
        offer.getMetadata().setCreationTimestamp("2026-05-01T00:00:00Z");
        return offer;
    }

    /** The offer alone, selling {@code service} of its own namespace. */
    public static GenericKubernetesResource offer(Ref ref, String service, int upstreamPort, String perRequest) {
        GenericKubernetesResource offer = new GenericKubernetesResource();
        offer.setApiVersion("obol.org/v1alpha1");
        offer.setKind("ServiceOffer");
        offer.setMetadata(new ObjectMetaBuilder()
                .withNamespace(ref.namespace())
                .withName(ref.name())
                .build());
        offer.setAdditionalProperty(
                "spec",
                Map.of(
                        "type", "http",
                        "upstream", Map.of("service", service, "port", upstreamPort),
                        "payment",
                                Map.of(
                                        "network",
                                        "base-sepolia",
                                        "payTo",
                                        PAY_TO,
                                        "price",
                                        Map.of("perRequest", perRequest))));
        return offer;
    }
}

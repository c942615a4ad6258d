package io.offerflow.dev.stack;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings a cluster to the point where offers can be applied: our CRDs, and permissive ones of ours where the Gateway API is absent. */
public final class ClusterSetup {
    private static final List<String> OURS =
            List.of("serviceoffers", "agents", "registrationrequests", "agentidentities");
    private static final List<String> GATEWAY_API =
            List.of("gatewayclasses", "gateways", "httproutes", "referencegrants", "middlewares");

    /** Marks our definition; the API server asks for the annotation anyway. */
    private static final String STAND_IN = "unapproved, a stand-in for development";

    private ClusterSetup() {}

    /**
     * Applies what is missing and waits until it is served.
     *
     * @return true when the Gateway API is absent but for definitions of ours, perhaps of an earlier run, so that a stand-in for its
     *     controller is needed
     */
    public static boolean prepare(KubernetesClient client, Ref gateway) {
        CustomResourceDefinition present = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("httproutes.gateway.networking.k8s.io")
                .get();
        boolean standIn = present == null || STAND_IN.equals(annotation(present));
        OURS.forEach(name -> install(client, "/io/offerflow/dev/crds/obol/" + name + ".yaml"));
        if (standIn) {
            GATEWAY_API.forEach(name -> install(client, "/io/offerflow/dev/crds/" + name + ".yaml"));
        }
        namespace(client, gateway.namespace());
        namespace(client, "x402");
        if (standIn) {
            gateway(client, gateway);
        }
        return standIn;
    }

    /**
     * Makes the gate's public listener, which runs on this machine, a Service that routes of proxied offers can name, and publishes what the
     * gate itself answers there.
     */
    static void gate(KubernetesClient client, int proxyPort) {
        apply(
                client,
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("x402")
                        .withName("x402-verifier")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .addNewPort()
                        .withName("proxy")
                        .withPort(8081)
                        .withTargetPort(new IntOrString(proxyPort))
                        .endPort()
                        .endSpec()
                        .build());
        apply(client, read("/io/offerflow/dev/gateway/settlements.yaml", GenericKubernetesResource.class));
    }

    private static @Nullable String annotation(CustomResourceDefinition crd) {
        Map<String, String> annotations = crd.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get("api-approved.kubernetes.io");
    }

    private static void install(KubernetesClient client, String resource) {
        CustomResourceDefinition crd = read(resource, CustomResourceDefinition.class);
        client.resource(crd).fieldManager(Labels.FIELD_MANAGER).forceConflicts().serverSideApply();
        client.resource(crd).waitUntilCondition(ClusterSetup::established, 30, TimeUnit.SECONDS);
    }

    private static <T> T read(String resource, Class<T> type) {
        try (InputStream yaml = Objects.requireNonNull(ClusterSetup.class.getResourceAsStream(resource), resource)) {
            return Serialization.unmarshal(yaml, type);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static boolean established(CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                // A real API server answers with a status before it has any condition.
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }

    private static void namespace(KubernetesClient client, String name) {
        apply(
                client,
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build());
    }

    private static void gateway(KubernetesClient client, Ref gateway) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion("gateway.networking.k8s.io/v1");
        object.setKind("Gateway");
        object.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withNamespace(gateway.namespace())
                .withName(gateway.name())
                .build());
        object.setAdditionalProperty(
                "spec",
                Map.of(
                        "gatewayClassName",
                        "traefik",
                        "listeners",
                        List.of(Map.of("name", "web", "port", 8000, "protocol", "HTTP"))));
        apply(client, object);
    }

    private static void apply(KubernetesClient client, HasMetadata object) {
        client.resource(object)
                .fieldManager(Labels.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }
}

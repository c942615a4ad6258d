package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.dev.stack.DemoUpstream;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.offer.ControllerSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A namespace as the reference controller leaves it, found by ours when it starts. */
class AdoptionIT extends OnEachStack {
    private static final String REFERENCE = "serviceoffer-controller";
    private static final String NAMESPACE = "llm";

    @Test
    void a_namespace_of_the_reference_controller_is_adopted_without_a_moment_in_which_the_route_is_absent()
            throws Exception {
        Path state = Files.createTempDirectory("offerflow-adoption");
        Queue<String> events = new ConcurrentLinkedQueue<>();
        try (Kube kube = Kube.start(kind, state);
                KubernetesClient client = kube.client();
                DemoUpstream upstream = DemoUpstream.start(0)) {
            ClusterSetup.prepare(client, Ref.parse(ControllerSettings.DEFAULTS.gateway()));
            leave(client, upstream.port());
            String routeUid =
                    String.valueOf(routes(client, "tea").get().getMetadata().getUid());
            Watching.during(List.of(watchRoute(client, events)), () -> {
                try (DevStack stack = Stacks.over(kube, kind, state, Map.of())) {
                    assertTakenOver(Shop.in(stack, NAMESPACE), routeUid, events);
                }
            });
        } finally {
            Stacks.remove(state);
        }
    }

    private static void assertTakenOver(Shop shop, String routeUid, Queue<String> events)
            throws IOException, InterruptedException {
        assertAdopted(shop, routeUid);
        assertSells(shop);
        assertThat(events).doesNotContain("DELETED").contains("MODIFIED");

        shop.await("Paused", "frozen", offer -> offer.statusOrEmpty().phase() == Phase.Paused);
        shop.awaitGone("leaving");
        Patience.until("its route is gone", () -> shop.route("leaving").get() == null);

        shop.offers("tea").delete();
        shop.awaitGone("tea");
        Patience.until("its route is gone", () -> shop.route("tea").get() == null);
    }

    private static void assertAdopted(Shop shop, String routeUid) {
        // The reference controller knows no phase.
        ServiceOffer ready =
                shop.await("adopted", "tea", offer -> offer.statusOrEmpty().phase() == Phase.Ready);
        assertThat(ready.metadata().finalizers()).containsExactly(ServiceOffer.FINALIZER);
        assertThat(ready.statusOrEmpty().conditions())
                .extracting(condition -> condition.type() + "=" + condition.status())
                .contains("Ready=True")
                .doesNotHaveDuplicates()
                .noneMatch(condition -> condition.startsWith("Draining"))
                .noneMatch(condition -> condition.startsWith("Paused"));
        GenericKubernetesResource live = shop.route("tea").get();
        assertThat(live.getMetadata().getUid()).isEqualTo(routeUid);
        JsonNode rule = Json.mapper().<JsonNode>valueToTree(live).at("/spec/rules");
        assertThat(rule).hasSize(1);
        assertThat(rule.at("/0/backendRefs/0/name").asText()).isEqualTo("upstream");
        assertThat(rule.at("/0/filters/0/extensionRef/name").asText()).isEqualTo("x402-tea");
        assertThat(live.getMetadata().getOwnerReferences()).hasSize(1);
    }

    private static void assertSells(Shop shop) throws IOException, InterruptedException {
        Till till = new Till(shop.stack());
        Buyer buyer = till.buyer();
        assertThat(Till.amount(
                        Patience.until("402", () -> till.get("/services/tea"), answer -> answer.statusCode() == 402)))
                .isEqualTo("1000");
        assertThat(buyer.get(till.url("/services/tea")).statusCode()).isEqualTo(200);
        assertThat(till.spent(buyer)).isEqualTo(BigInteger.valueOf(1000));
    }

    /** Three offers: one on sale, one that somebody froze, and one whose deletion the reference controller did not finish. */
    private static void leave(KubernetesClient client, int port) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("upstream")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ExternalName")
                        .withExternalName("localhost")
                        .endSpec()
                        .build())
                .create();
        leave(client, "tea", port, "{}");
        leave(client, "frozen", port, "{obol.org/paused: \"true\"}");
        leave(client, "leaving", port, "{}");
        offers(client, "leaving").delete();
    }

    private static void leave(KubernetesClient client, String name, int port, String annotations) {
        GenericKubernetesResource offer = apply(
                client,
                """
                apiVersion: obol.org/v1alpha1
                kind: ServiceOffer
                metadata:
                  namespace: llm
                  name: %s
                  annotations: %s
                  finalizers: [monetize.obol.org/finalizer]
                spec:
                  type: http
                  upstream: {service: upstream, namespace: llm, port: %d, healthPath: /health}
                  payment:
                    network: base-sepolia
                    payTo: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
                    price: {perRequest: "0.001"}
                """
                        .formatted(name, annotations, port));
        String route =
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata:
                  namespace: llm
                  name: so-%1$s
                  labels: {obol.org/managed-by: serviceoffer-controller}
                  ownerReferences:
                    - {apiVersion: obol.org/v1alpha1, kind: ServiceOffer, name: %1$s, uid: %2$s, controller: true, blockOwnerDeletion: true}
                spec:
                  parentRefs: [{name: traefik-gateway, namespace: traefik, sectionName: web}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: /services/%1$s}}]
                      backendRefs: [{name: x402-verifier, namespace: x402, port: 8080}]
                """;
        apply(client, route.formatted(name, offer.getMetadata().getUid()));
        offers(client, name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        """
                        {"status":{"endpoint":"/services/%s","observedGeneration":1,"conditions":[%s,%s,%s,%s]}}
                        """
                                .formatted(
                                        name,
                                        condition("Ready", "True", "Reconciled"),
                                        condition("Draining", "False", "Active"),
                                        condition("Paused", "False", "NotPaused"),
                                        condition("PaymentGateReady", "True", "Reconciled")));
    }

    private static String condition(String type, String status, String reason) {
        return """
                {"type":"%s","status":"%s","reason":"%s","message":"","lastTransitionTime":"2026-01-02T03:04:05Z"}\
                """
                .formatted(type, status, reason);
    }

    private static GenericKubernetesResource apply(KubernetesClient client, String yaml) {
        return client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .fieldManager(REFERENCE)
                .forceConflicts()
                .serverSideApply();
    }

    private static Watch watchRoute(KubernetesClient client, Queue<String> events) {
        return routes(client, "tea").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource route) {
                events.add(action.name());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("the watch ended: " + cause);
            }
        });
    }

    private static Resource<GenericKubernetesResource> offers(KubernetesClient client, String name) {
        return client.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(NAMESPACE)
                .withName(name);
    }

    private static Resource<GenericKubernetesResource> routes(KubernetesClient client, String offer) {
        return client.genericKubernetesResources(OfferObjects.kind(ChildKind.HTTP_ROUTE))
                .inNamespace(NAMESPACE)
                .withName("so-" + offer);
    }
}

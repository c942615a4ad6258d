package io.offerflow.dev.watcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.api.route.GateMode;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.OfferChildren;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An API server with our kinds and a namespace {@code shop}, a fault proxy before it, and what people and the worker write to it. */
final class WatchedCluster implements AutoCloseable {
    static final String NAMESPACE = "shop";
    static final ResourceDefinitionContext OFFERS = kind("obol.org", "v1alpha1", "ServiceOffer", "serviceoffers");
    static final ResourceDefinitionContext AGENTS = kind("obol.org", "v1alpha1", "Agent", "agents");
    static final ResourceDefinitionContext REGISTRATIONS =
            kind("obol.org", "v1alpha1", "RegistrationRequest", "registrationrequests");
    static final ResourceDefinitionContext ROUTES = kind("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");
    static final ResourceDefinitionContext MIDDLEWARES = kind("traefik.io", "v1alpha1", "Middleware", "middlewares");

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final int WATCH_RETRY_MILLIS = 250;

    private final ApiServer.Running server;
    final KubernetesClient people;
    final FaultProxy proxy;
    /** Through the proxy. */
    final KubernetesClient watcher;

    WatchedCluster(ApiServer kind) {
        server = kind.start();
        Config direct = Config.fromKubeconfig(server.kubeconfig());
        people = new KubernetesClientBuilder().withConfig(direct).build();
        ClusterSetup.prepare(people, Ref.parse(ControllerSettings.DEFAULTS.gateway()));
        people.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        String address = direct.getMasterUrl().replaceAll("/$", "");
        Upstream behind = Upstream.of(URI.create(address)).trustingAnyCertificate();
        String token = direct.getAutoOAuthToken();
        proxy = FaultProxy.start(0, token == null ? behind : behind.withToken(token), InstantSource.system());
        watcher = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(proxy.address().toString())
                        .withWatchReconnectInterval(WATCH_RETRY_MILLIS)
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .build();
    }

    GenericKubernetesResource offer(String name) {
        return offer(name, "upstream: {service: " + name + ", port: 80}");
    }

    /** {@code spec} is what stands beside the payment, in YAML's flow style. */
    GenericKubernetesResource offer(String name, String spec) {
        return create(
                """
                apiVersion: obol.org/v1alpha1
                kind: ServiceOffer
                metadata: {namespace: shop, name: %s}
                spec:
                  %s
                  payment:
                    network: base-sepolia
                    payTo: "0x1111111111111111111111111111111111111111"
                    price: {perRequest: "0.001"}
                """
                        .formatted(name, spec));
    }

    GenericKubernetesResource create(String yaml) {
        return people.resource(Json.mapper().convertValue(parse(yaml), GenericKubernetesResource.class))
                .create();
    }

    GenericKubernetesResource get(ResourceDefinitionContext kind, String name) {
        return people.genericKubernetesResources(kind)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
    }

    private static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    void merge(ResourceDefinitionContext kind, String name, String patch) {
        people.genericKubernetesResources(kind)
                .inNamespace(NAMESPACE)
                .withName(name)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager("kubectl-edit")
                                .build(),
                        patch);
    }

    void status(ResourceDefinitionContext kind, String name, String status) {
        GenericKubernetesResource object = get(kind, name);
        object.setAdditionalProperty("status", Json.mapper().convertValue(parse(status), Map.class));
        people.resource(object).updateStatus();
    }

    /** What the worker writes when all is well. */
    void statusReady(String name) {
        long generation = get(OFFERS, name).getMetadata().getGeneration();
        String conditions = List.of("UpstreamHealthy", "PaymentGateReady", "RoutePublished", "Ready").stream()
                .map(type -> ("{type: %s, status: \"True\", reason: %s, message: fine, observedGeneration: %d,"
                                + " lastTransitionTime: \"2026-01-01T00:00:00Z\"}")
                        .formatted(type, type.equals("UpstreamHealthy") ? "Healthy" : "Reconciled", generation))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        status(OFFERS, name, "{observedGeneration: %d, conditions: [%s]}".formatted(generation, conditions));
    }

    /** The children as the worker applies them. */
    void applyChildren(String name) {
        ServiceOfferReader.Readable offer = (ServiceOfferReader.Readable) ServiceOfferReader.read(get(OFFERS, name));
        for (Rendered child : OfferChildren.render(offer.offer(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth)) {
            people.resource(Json.mapper().convertValue(child.manifest(), GenericKubernetesResource.class))
                    .fieldManager(Labels.FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    void delete(ResourceDefinitionContext kind, String name) {
        people.genericKubernetesResources(kind)
                .inNamespace(NAMESPACE)
                .withName(name)
                .delete();
    }

    /** Leaves the namespace empty for the next test. */
    void clean() {
        Optional.ofNullable(people.genericKubernetesResources(OFFERS)
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems())
                .orElse(List.of())
                .stream()
                .filter(offer -> !offer.getMetadata().getFinalizers().isEmpty())
                .forEach(offer -> merge(OFFERS, offer.getMetadata().getName(), "{\"metadata\":{\"finalizers\":null}}"));
        for (ResourceDefinitionContext kind : List.of(OFFERS, AGENTS, REGISTRATIONS, ROUTES, MIDDLEWARES)) {
            people.genericKubernetesResources(kind).inNamespace(NAMESPACE).delete();
        }
        people.services().inNamespace(NAMESPACE).delete();
        proxy.clearRules();
    }

    @Override
    public void close() {
        watcher.close();
        proxy.close();
        people.close();
        server.stop().run();
    }

    private static ResourceDefinitionContext kind(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}

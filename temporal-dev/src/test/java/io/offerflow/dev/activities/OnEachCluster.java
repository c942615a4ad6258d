package io.offerflow.dev.activities;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.activities.offer.ClusterOfferActivities;
import io.offerflow.activities.offer.Patience;
import io.offerflow.api.Ref;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferActivities;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Runs its guarantees on each of {@link ApiServer}, with our definitions and a namespace {@code shop}. */
@ParameterizedClass
@EnumSource(ApiServer.class)
abstract class OnEachCluster {
    static final String NAMESPACE = "shop";

    static KubernetesClient kube;
    private static ApiServer.Running server;

    @Parameter
    ApiServer apiServer;

    @BeforeParameterizedClassInvocation
    static void startWithOurKinds(ApiServer apiServer) {
        apiServer.absence().ifPresent(why -> {
            LoggerFactory.getLogger(OnEachCluster.class).warn("the {} API server is left out: {}", apiServer, why);
            Assumptions.abort(why);
        });
        server = apiServer.start();
        kube = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        ClusterSetup.prepare(kube, Ref.parse(ControllerSettings.DEFAULTS.gateway()));
        for (String namespace : List.of(NAMESPACE, "other")) {
            kube.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (server != null) {
            kube.close();
            server.stop().run();
            server = null;
        }
    }

    /** Activities over the given replicas; the caller closes nothing, because tests are short. */
    static OfferActivities activities(UpstreamPolicy policy, ReplicaSource replicas) {
        return new ClusterOfferActivities(
                new ClusterOfferActivities.Edges(kube, new UpstreamProbe(kube, policy), new GateClient(replicas)),
                ControllerSettings.DEFAULTS,
                new Patience(InstantSource.system(), Thread::sleep, () -> {}));
    }

    static OfferActivities activities() {
        return activities(UpstreamPolicy.STRICT, ReplicaSource.fixed(List.of()));
    }

    /** An offer of the Service {@code api}; {@code upstream} is the body of {@code spec.upstream} in YAML's flow style. */
    static GenericKubernetesResource offer(String name, String upstream) {
        String yaml =
                """
                apiVersion: obol.org/v1alpha1
                kind: ServiceOffer
                metadata: {namespace: shop, name: %s}
                spec:
                  upstream: {%s}
                  payment:
                    network: base-sepolia
                    payTo: "0x1111111111111111111111111111111111111111"
                    price: {perRequest: "0.001"}
                """;
        return create(yaml.formatted(name, upstream));
    }

    static GenericKubernetesResource create(String yaml) {
        GenericKubernetesResource object = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        return kube.resource(object).create();
    }

    static Resource<GenericKubernetesResource> offers(String name) {
        return objects("obol.org", "v1alpha1", "ServiceOffer", "serviceoffers", name);
    }

    static Resource<GenericKubernetesResource> routes(String name) {
        return objects("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", name);
    }

    static Resource<GenericKubernetesResource> middlewares(String name) {
        return objects("traefik.io", "v1alpha1", "Middleware", "middlewares", name);
    }

    /** A write by somebody else. */
    static void patch(Resource<GenericKubernetesResource> object, String manager, String patch) {
        object.patch(
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(manager)
                        .build(),
                patch);
    }

    static Resource<GenericKubernetesResource> objects(
            String group, String version, String kind, String plural, String name) {
        return kube.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(group)
                        .withVersion(version)
                        .withKind(kind)
                        .withPlural(plural)
                        .withNamespaced(true)
                        .build())
                .inNamespace(NAMESPACE)
                .withName(name);
    }

    static Observation observe(String name) {
        return activities().observe(new Ref(NAMESPACE, name));
    }

    static Applied<Observation> run(String name, Step... steps) {
        return activities().apply(plan(name, steps));
    }

    static Steps plan(String name, Step... steps) {
        GenericKubernetesResource live = offers(name).get();
        return new Steps(
                new Ref(NAMESPACE, name),
                live.getMetadata().getUid(),
                live.getMetadata().getResourceVersion(),
                live.getMetadata().getGeneration(),
                List.of(steps));
    }
}

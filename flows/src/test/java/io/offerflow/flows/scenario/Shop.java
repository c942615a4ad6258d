package io.offerflow.flows.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.workflows.entity.ChildKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A seller's namespace: Services, offers, and what becomes of them. Paths lie below {@code /<namespace>}, so that shops do not collide. */
final class Shop {
    /** The field manager of a person. */
    static final String PERSON = "kubectl-edit";

    /** The children of an offer that the gateway asks the gate about. */
    static final List<ChildKind> FORWARD_AUTH = List.of(ChildKind.MIDDLEWARE, ChildKind.HTTP_ROUTE);

    /** The children of an offer that the gate serves itself. */
    static final List<ChildKind> PROXIED = List.of(ChildKind.REFERENCE_GRANT, ChildKind.HTTP_ROUTE);

    private static final AtomicInteger OPENED = new AtomicInteger();

    private final DevStack stack;
    private final String namespace;

    private Shop(DevStack stack, String namespace) {
        this.stack = stack;
        this.namespace = namespace;
    }

    static Shop open(DevStack stack, String purpose) {
        Shop shop = new Shop(stack, purpose + "-" + OPENED.incrementAndGet());
        shop.kube()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(shop.namespace)
                        .endMetadata()
                        .build())
                .create();
        return shop;
    }

    /** A namespace that is there already. */
    static Shop in(DevStack stack, String namespace) {
        return new Shop(stack, namespace);
    }

    KubernetesClient kube() {
        return stack.client();
    }

    DevStack stack() {
        return stack;
    }

    String namespace() {
        return namespace;
    }

    Ref ref(String offer) {
        return new Ref(namespace, offer);
    }

    String path(String offer) {
        return "/" + namespace + "/" + offer;
    }

    /** A Service that leads to a port of this machine; which one, the offer says. */
    void service(String name) {
        create(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("localhost")
                .endSpec()
                .build());
    }

    void create(HasMetadata object) {
        kube().resource(object).create();
    }

    /** The spec of an offer of this shop's Service {@code upstream}, to be changed at will. */
    Map<String, Object> spec(String offer, String perRequest) {
        Map<String, Object> spec = new HashMap<>();
        spec.put("type", "http");
        spec.put("path", path(offer));
        spec.put("upstream", Map.of("service", "upstream", "port", stack.upstreamPort()));
        spec.put(
                "payment",
                Map.of(
                        "network",
                        "base-sepolia",
                        "payTo",
                        SampleOffer.PAY_TO,
                        "price",
                        Map.of("perRequest", perRequest)));
        return spec;
    }

    GenericKubernetesResource object(String offer, Map<String, Object> spec) {
        GenericKubernetesResource object = SampleOffer.offer(ref(offer), "upstream", 1, "1");
        object.setAdditionalProperty("spec", spec);
        return object;
    }

    void offer(String offer, String perRequest) {
        offer(offer, perRequest, spec -> {});
    }

    void offer(String offer, String perRequest, Consumer<Map<String, Object>> change) {
        Map<String, Object> spec = spec(offer, perRequest);
        change.accept(spec);
        create(object(offer, spec));
    }

    /** Service and offer, until Ready. */
    ServiceOffer sell(String offer, String perRequest) {
        service("upstream");
        offer(offer, perRequest);
        return awaitReady(offer);
    }

    /** A JSON merge patch by a person. */
    void edit(String offer, String patch) {
        patch(offers(offer), PERSON, patch);
    }

    static void patch(Resource<GenericKubernetesResource> object, String manager, String patch) {
        object.patch(
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(manager)
                        .build(),
                patch);
    }

    Optional<ServiceOffer> find(String offer) {
        return Optional.ofNullable(offers(offer).get()).map(OfferObjects::read);
    }

    ServiceOffer get(String offer) {
        return find(offer).orElseThrow();
    }

    ServiceOffer await(String what, String offer, Predicate<ServiceOffer> wanted) {
        return Patience.until(offer + ": " + what, () -> find(offer), found -> found.filter(wanted)
                        .isPresent())
                .orElseThrow();
    }

    ServiceOffer awaitReady(String offer) {
        return await("Ready", offer, OfferObjects::ready);
    }

    /** Until the condition has this reason, at the present generation. */
    Condition await(String offer, ConditionType type, Reason reason) {
        ServiceOffer seen = await(
                type.text() + " " + reason,
                offer,
                found -> OfferObjects.current(found)
                        && Conditions.find(found.statusOrEmpty().conditions(), type)
                                .filter(c -> reason.name().equals(c.reason()))
                                .isPresent());
        return condition(seen, type);
    }

    void awaitGone(String offer) {
        Patience.until(offer + ": gone", () -> find(offer).isEmpty());
    }

    static Condition condition(ServiceOffer offer, ConditionType type) {
        return Conditions.find(offer.statusOrEmpty().conditions(), type).orElseThrow();
    }

    String uid(String offer) {
        return Objects.requireNonNull(get(offer).metadata().uid());
    }

    Resource<GenericKubernetesResource> offers(String offer) {
        return kube().genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(namespace)
                .withName(offer);
    }

    Resource<GenericKubernetesResource> route(String offer) {
        return child(ChildKind.HTTP_ROUTE, offer);
    }

    Resource<GenericKubernetesResource> middleware(String offer) {
        return child(ChildKind.MIDDLEWARE, offer);
    }

    Resource<GenericKubernetesResource> child(ChildKind kind, String offer) {
        return kube().genericKubernetesResources(OfferObjects.kind(kind))
                .inNamespace(kind.namespaceFor(namespace))
                .withName(OfferObjects.name(kind, new Ref(namespace, offer)));
    }

    long children(String offer) {
        return stack.children(ref(offer));
    }
}

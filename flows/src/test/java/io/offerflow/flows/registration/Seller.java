package io.offerflow.flows.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.name.Names;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A person with offers in the namespace {@code demo}, and what he sees of their registration. */
record Seller(DevStack stack) {
    static final String NAMESPACE = "demo";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static Seller at(DevStack stack) {
        Seller seller = new Seller(stack);
        seller.namespace(NAMESPACE);
        return seller;
    }

    private KubernetesClient kube() {
        return stack.client();
    }

    private void namespace(String name) {
        kube().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** Offers a service and asks for its registration. */
    void offer(String name) {
        offer(name, Map.of());
    }

    /** @param more of its registration */
    void offer(String name, Map<String, Object> more) {
        List<HasMetadata> objects = SampleOffer.objects(ref(name), stack.upstreamPort(), "0.001");
        GenericKubernetesResource offer = (GenericKubernetesResource) objects.getLast();
        Map<String, Object> spec = new HashMap<>(offer.<Map<String, Object>>get("spec"));
        Map<String, Object> registration = new HashMap<>(
                Map.of("enabled", true, "name", name, "description", "A test of " + name, "chain", Registrar.CHAIN));
        registration.putAll(more);
        spec.put("registration", registration);
        offer.setAdditionalProperty("spec", spec);
        kube().resource(objects.get(1)).serverSideApply();
        kube().resource(offer).create();
    }

    void delete(String name) {
        offers(name).delete();
    }

    void describe(String name, String description) {
        offers(name).edit(offer -> {
            Map<String, Object> spec = new HashMap<>(offer.<Map<String, Object>>get("spec"));
            Map<String, Object> registration = new HashMap<>(offer.<Map<String, Object>>get("spec", "registration"));
            registration.put("description", description);
            spec.put("registration", registration);
            offer.setAdditionalProperty("spec", spec);
            return offer;
        });
    }

    /** Nothing that a document tells. */
    void label(String name, String value) {
        offers(name).edit(offer -> {
            Map<String, String> labels =
                    new HashMap<>(Objects.requireNonNullElse(offer.getMetadata().getLabels(), Map.of()));
            labels.put("shelf", value);
            offer.getMetadata().setLabels(labels);
            return offer;
        });
    }

    /** A request without an offer, for an endpoint of its own. */
    void alone(String name, String chain) {
        GenericKubernetesResource request = new GenericKubernetesResource();
        request.setApiVersion("obol.org/v1alpha1");
        request.setKind("RegistrationRequest");
        request.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        request.setAdditionalProperty(
                "spec", Map.of("name", name, "endpoint", "https://" + name + ".example", "chain", chain));
        kube().resource(request).create();
    }

    /** What a tunnel would write. */
    void publicUrl(String url) {
        namespace("obol-frontend");
        kube().resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("obol-frontend")
                        .withName("obol-stack-config")
                        .endMetadata()
                        .addToData("tunnelURL", url)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    private static Ref ref(String name) {
        return new Ref(NAMESPACE, name);
    }

    private Resource<GenericKubernetesResource> offers(String name) {
        return kube().genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(NAMESPACE)
                .withName(name);
    }

    private Resource<GenericKubernetesResource> resource(String kind, String plural, Ref ref) {
        return kube().genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("obol.org")
                        .withVersion("v1alpha1")
                        .withKind(kind)
                        .withPlural(plural)
                        .withNamespaced(true)
                        .build())
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }

    Optional<ServiceOffer> offerOf(String name) {
        return Optional.ofNullable(offers(name).get()).map(OfferObjects::read);
    }

    Optional<RegistrationRequest> request(String offer) {
        return requestNamed(Names.registration(offer));
    }

    Optional<RegistrationRequest> requestNamed(String name) {
        Ref ref = new Ref(NAMESPACE, name);
        return Optional.ofNullable(resource("RegistrationRequest", "registrationrequests", ref)
                        .get())
                .map(found -> Json.mapper().convertValue(found, RegistrationRequest.class));
    }

    Resource<GenericKubernetesResource> identities() {
        return resource("AgentIdentity", "agentidentities", AgentIdentity.SHARED);
    }

    Optional<AgentIdentity> identity() {
        return Optional.ofNullable(identities().get())
                .map(found -> Json.mapper().convertValue(found, AgentIdentity.class));
    }

    /** What the identity's document names, as {@code registry#id}. */
    List<String> documented() {
        return config("x402", Names.identityDocument("default"))
                .map(Seller::registrations)
                .orElse(List.of());
    }

    private static List<String> registrations(Map<String, String> data) {
        try {
            List<String> named = new ArrayList<>();
            JsonNode document = Json.mapper().readTree(data.get("agent-registration.json"));
            document.path("registrations")
                    .forEach(one -> named.add(one.path("agentRegistry").asText() + "#"
                            + one.path("agentId").asText()));
            return named;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a deletion of the shared identity left to do. */
    Optional<String> unfinished() {
        return config("x402", "agentidentity-default-unfinished").map(data -> data.get("registrations.json"));
    }

    private Optional<Map<String, String>> config(String namespace, String name) {
        return Optional.ofNullable(kube().configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(ConfigMap::getData);
    }

    /** Notes of the events of this reason about objects of this kind. */
    List<String> events(String kind, Reason reason) {
        return kube().events().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> reason.name().equals(event.getReason())
                        && kind.equals(event.getRegarding().getKind()))
                .map(Event::getNote)
                .toList();
    }

    ServiceOffer awaitReady(String name) {
        return await(name + " Ready", () -> offerOf(name), found -> found.filter(OfferObjects::ready)
                        .isPresent())
                .orElseThrow();
    }

    /** Until {@code Registered} of the offer has this reason. */
    ServiceOffer awaitRegistered(String name, Reason reason) {
        return await(name + " Registered " + reason, () -> offerOf(name), found -> found.map(Seller::registered)
                        .filter(condition -> reason.name().equals(condition.reason()))
                        .isPresent())
                .orElseThrow();
    }

    /** The id of a request of its own. */
    String awaitIdOf(String request) {
        return await(
                request + " registered",
                () -> requestNamed(request)
                        .map(RegistrationRequest::statusOrEmpty)
                        .filter(status -> "Registered".equals(status.phaseName()))
                        .map(RegistrationRequest.Status::agentId)
                        .orElse(""),
                id -> !id.isEmpty());
    }

    static Condition registered(ServiceOffer offer) {
        return Conditions.find(offer.statusOrEmpty().conditions(), ConditionType.REGISTERED)
                .orElseGet(() -> new Condition("Registered", Condition.Status.Unknown, "", "", null, 0L));
    }

    void awaitGone(String name) {
        await(name + " gone", () -> offerOf(name), Optional::isEmpty);
    }

    /** What stands in the objects is told when it does not come. */
    <T> T await(String what, Callable<T> ask, Predicate<T> wanted) {
        try {
            return Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(ask, wanted);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + everything(), late);
        }
    }

    /** For all of this time. */
    void quiet(String what, Duration time, Callable<Boolean> holds) {
        Awaitility.await(what)
                .during(time)
                .atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(300))
                .until(holds);
    }

    /** All objects that a person could look at. */
    String everything() {
        StringBuilder text = new StringBuilder();
        for (String[] kind : new String[][] {
            {"ServiceOffer", "serviceoffers"},
            {"RegistrationRequest", "registrationrequests"},
            {"AgentIdentity", "agentidentities"}
        }) {
            kube().genericKubernetesResources(new ResourceDefinitionContext.Builder()
                            .withGroup("obol.org")
                            .withVersion("v1alpha1")
                            .withKind(kind[0])
                            .withPlural(kind[1])
                            .withNamespaced(true)
                            .build())
                    .inAnyNamespace()
                    .list()
                    .getItems()
                    .forEach(one -> text.append(
                                    Json.mapper().<JsonNode>valueToTree(one).toString())
                            .append('\n'));
        }
        kube().events().v1().events().inAnyNamespace().list().getItems().forEach(event -> text.append(
                        Objects.requireNonNullElse(event.getReason(), ""))
                .append(' ')
                .append(event.getNote())
                .append('\n'));
        return text.toString();
    }
}

package io.offerflow.flows.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
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
import java.time.Duration;
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
        List<HasMetadata> objects = SampleOffer.objects(ref(name), stack.upstreamPort(), "0.001");
        GenericKubernetesResource offer = (GenericKubernetesResource) objects.getLast();
        Map<String, Object> spec = new HashMap<>(offer.<Map<String, Object>>get("spec"));
        spec.put(
                "registration",
                Map.of("enabled", true, "name", name, "description", "A test of " + name, "chain", Registrar.CHAIN));
        offer.setAdditionalProperty("spec", spec);
        kube().resource(objects.get(1)).serverSideApply();
        kube().resource(offer).create();
    }

    void delete(String name) {
        offers(name).delete();
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
        Ref ref = new Ref(NAMESPACE, Names.registration(offer));
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

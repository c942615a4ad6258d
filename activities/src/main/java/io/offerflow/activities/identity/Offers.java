package io.offerflow.activities.identity;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.cluster.IdentityReader;
import io.offerflow.cluster.RegistrationReader;
import io.offerflow.cluster.ServiceOfferReader;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who asks for registrations, as the API server holds it. */
final class Offers {
    private final StoredObjects offers;
    private final StoredObjects requests;
    private final StoredObjects identities;

    Offers(KubernetesClient kube) {
        this.offers = new StoredObjects(kube, ResourceKind.SERVICE_OFFER);
        this.requests = new StoredObjects(kube, ResourceKind.REGISTRATION_REQUEST);
        this.identities = new StoredObjects(kube, ResourceKind.AGENT_IDENTITY);
    }

    /**
     * An offer that asks, with its request.
     *
     * @param chain null where its name is not known
     */
    record Asking(ServiceOffer offer, RegistrationRequest request, @Nullable RegistryChain chain) {

        /** Whether buyers can pay for it as it is specified now. Its health is not asked: a document that follows it would never rest. */
        boolean onSale() {
            return !offer.metadata().deleting() && waitsFor().isEmpty();
        }

        /** Conditions that do not hold at the present generation. */
        List<String> waitsFor() {
            return Stream.of(ConditionType.PAYMENT_GATE_READY, ConditionType.ROUTE_PUBLISHED)
                    .filter(type -> Conditions.find(offer.statusOrEmpty().conditions(), type)
                            .filter(condition -> condition.holds()
                                    && Objects.equals(
                                            condition.observedGeneration(),
                                            offer.metadata().generation()))
                            .isEmpty())
                    .map(type -> type.text() + " of " + offer.ref())
                    .toList();
        }
    }

    /** All active requests of offers that exist and want to be registered, the oldest offer first. */
    List<Asking> asking() {
        Map<Ref, ServiceOffer> known = offers.all().stream()
                .map(ServiceOfferReader::read)
                .filter(ServiceOfferReader.Readable.class::isInstance)
                .map(readable -> ((ServiceOfferReader.Readable) readable).offer())
                .collect(Collectors.toMap(ServiceOffer::ref, Function.identity()));
        return requests.all().stream()
                .map(Offers::readable)
                .flatMap(Optional::stream)
                .filter(request -> request.active() && !request.spec().standsAlone())
                .flatMap(request -> asking(request, known).stream())
                .sorted(Comparator.comparing((Asking one) -> created(one.offer()))
                        .thenComparing(one -> one.offer().ref()))
                .toList();
    }

    private static Optional<Asking> asking(RegistrationRequest request, Map<Ref, ServiceOffer> known) {
        return Optional.ofNullable(request.spec().offer())
                .map(known::get)
                .filter(offer ->
                        offer.spec().registrationEnabled() && !offer.metadata().deleting())
                .map(offer -> new Asking(offer, request, chain(request, offer)));
    }

    static @Nullable RegistryChain chain(RegistrationRequest request, @Nullable ServiceOffer offer) {
        String asked = request.spec().chain();
        String name = asked != null || offer == null ? asked : offer.spec().registrationChain();
        return RegistryChain.find(name).orElse(null);
    }

    private static Instant created(ServiceOffer offer) {
        return Objects.requireNonNullElse(offer.metadata().creationTimestamp(), Instant.MAX);
    }

    Optional<ServiceOffer> offer(Ref ref) {
        return Optional.ofNullable(offers.get(ref))
                .map(ServiceOfferReader::read)
                .filter(ServiceOfferReader.Readable.class::isInstance)
                .map(readable -> ((ServiceOfferReader.Readable) readable).offer());
    }

    Optional<AgentIdentity> identity(Ref ref) {
        return Optional.ofNullable(identities.get(ref)).map(IdentityReader::read);
    }

    Optional<RegistrationRequest> request(Ref ref) {
        return Optional.ofNullable(requests.get(ref)).flatMap(Offers::readable);
    }

    private static Optional<RegistrationRequest> readable(GenericKubernetesResource stored) {
        return RegistrationReader.read(stored) instanceof RegistrationReader.Readable readable
                ? Optional.of(readable.request())
                : Optional.empty();
    }

    StoredObjects identities() {
        return identities;
    }

    StoredObjects requests() {
        return requests;
    }
}

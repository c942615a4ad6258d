package io.offerflow.watcher.change;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.cluster.ServiceOfferReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stored offer as the watcher sees it; {@code offer} is null when its spec cannot be read. */
public record OfferFacts(Metadata metadata, @Nullable ServiceOffer offer) {

    /** Never throws for a bad object. */
    public static OfferFacts of(GenericKubernetesResource resource) {
        ServiceOfferReader.Outcome outcome = ServiceOfferReader.read(resource);
        return switch (outcome) {
            case ServiceOfferReader.Readable readable -> new OfferFacts(readable.metadata(), readable.offer());
            case ServiceOfferReader.Unreadable unreadable -> new OfferFacts(unreadable.metadata(), null);
        };
    }

    public Ref ref() {
        return metadata.ref();
    }

    public boolean deleting() {
        return metadata.deleting();
    }

    public Optional<Condition> condition(ConditionType type) {
        return offer == null
                ? Optional.empty()
                : Conditions.find(offer.statusOrEmpty().conditions(), type);
    }

    public boolean holds(ConditionType type) {
        return condition(type).map(Condition::holds).orElse(false);
    }

    /** The sale is under way; that it is registered is no part of it. */
    public boolean published() {
        return !deleting()
                && holds(ConditionType.MODEL_READY)
                && holds(ConditionType.UPSTREAM_HEALTHY)
                && holds(ConditionType.PAYMENT_GATE_READY)
                && holds(ConditionType.ROUTE_PUBLISHED);
    }

    /** The workflow has not finished its first pass: it measures by itself, and writes what it saw at the end. */
    public boolean unmeasured(ConditionType type) {
        return condition(type)
                .map(condition -> condition.status() == Condition.Status.Unknown)
                .orElse(true);
    }

    /** The stored status is about this generation, says Ready, and no look was asked for since. */
    public boolean settled() {
        return offer != null
                && !deleting()
                && offer.statusOrEmpty().observedGeneration() == metadata.generation()
                && holds(ConditionType.READY)
                && !reconcileAsked();
    }

    private boolean reconcileAsked() {
        String asked = metadata.annotations().get(ServiceOffer.ANNOTATION_RECONCILE_AT);
        return asked != null
                && offer != null
                && !asked.equals(offer.statusOrEmpty().lastHandledReconcileAt());
    }

    /** The upstream Service; empty when the offer names none. */
    public Optional<Ref> upstream() {
        ServiceOfferSpec.Upstream upstream = offer == null ? null : offer.spec().upstream();
        String service = upstream == null ? null : upstream.service();
        return service == null || service.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ref(offer.upstreamNamespace(), service));
    }

    /** The agent that is sold; empty when none is. A reference without a namespace means the offer's own. */
    public Optional<Ref> agent() {
        ServiceOfferSpec.AgentSelector selector =
                offer == null ? null : offer.spec().agent();
        ServiceOfferSpec.AgentRef ref = selector == null ? null : selector.ref();
        if (ref == null || ref.name() == null) {
            return Optional.empty();
        }
        String namespace = ref.namespace() == null ? metadata.namespace() : ref.namespace();
        return Optional.of(new Ref(namespace, ref.name()));
    }
}

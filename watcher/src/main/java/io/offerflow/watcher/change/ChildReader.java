package io.offerflow.watcher.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.fields.FieldOwnership;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.OfferChildren;
import io.offerflow.workflows.offer.OfferRegistration;
import io.offerflow.workflows.offer.RouteAcceptance;
import io.offerflow.workflows.offer.RouteAcceptance.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reduces a live child to its {@link ChildFacts}. */
public final class ChildReader {
    private static final String OFFER_KIND = "ServiceOffer";

    private final ControllerSettings settings;

    /** @param settings those of the worker, for they decide what is rendered */
    public ChildReader(ControllerSettings settings) {
        this.settings = settings;
    }

    /**
     * The offer that a child names: by owner reference, or else by its labels, which are cut for very long names. Empty when it names none.
     */
    public static Optional<Ref> owner(GenericKubernetesResource child) {
        ObjectMeta metadata = child.getMetadata();
        List<OwnerReference> owners = metadata.getOwnerReferences() == null ? List.of() : metadata.getOwnerReferences();
        for (OwnerReference owner : owners) {
            if (OFFER_KIND.equals(owner.getKind())) {
                return Optional.of(new Ref(metadata.getNamespace(), owner.getName()));
            }
        }
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        String namespace = labels.get(Labels.OFFER_NAMESPACE);
        String name = labels.get(Labels.OFFER_NAME);
        return namespace == null || name == null ? Optional.empty() : Optional.of(new Ref(namespace, name));
    }

    /** @param offer as last seen; null when there is none */
    public ChildFacts read(ChildKind kind, GenericKubernetesResource child, Ref owner, @Nullable OfferFacts offer) {
        ObjectMeta metadata = child.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        String hash = annotations.get(Labels.RENDERED_HASH);
        boolean rendered = offer == null || offer.offer() == null || isRendered(kind, metadata, hash, offer);
        return new ChildFacts(
                kind,
                new Ref(metadata.getNamespace(), metadata.getName()),
                owner,
                metadata.getUid(),
                hash,
                rendered,
                kind == ChildKind.HTTP_ROUTE ? acceptance(child).name() : "");
    }

    /** What our Gateway says of an HTTPRoute. */
    public State acceptance(GenericKubernetesResource route) {
        return RouteAcceptance.of(Json.mapper().<JsonNode>valueToTree(route), settings)
                .state();
    }

    /** The children that the offer's spec asks for, for each way in which the cluster may let it be published. */
    public List<List<Rendered>> wanted(OfferFacts offer) {
        ServiceOffer spec = offer.offer();
        return spec == null
                ? List.of()
                : OfferChildren.modes(spec).stream()
                        .map(mode -> OfferChildren.render(spec, settings, mode))
                        .toList();
    }

    private boolean isRendered(ChildKind kind, ObjectMeta live, @Nullable String hash, OfferFacts offer) {
        if (kind == ChildKind.REGISTRATION) {
            return offer.offer() == null || matches(OfferRegistration.render(offer.offer()), live, hash);
        }
        // None is asked for where, say, the upstream was taken out of the spec: the next pass prunes the child.
        return wanted(offer).stream()
                .flatMap(List::stream)
                .filter(rendered -> rendered.kind() == kind && rendered.name().equals(live.getName()))
                .anyMatch(rendered -> matches(rendered, live, hash));
    }

    private static boolean matches(Rendered rendered, ObjectMeta live, @Nullable String hash) {
        return rendered.hash().equals(hash)
                && FieldOwnership.of(rendered.manifest(), live).intact();
    }
}

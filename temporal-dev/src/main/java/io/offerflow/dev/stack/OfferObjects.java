package io.offerflow.dev.stack;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.name.Names;
import io.offerflow.workflows.entity.ChildKind;

/** Offers and their children as an API server holds them. */
public final class OfferObjects {
    private OfferObjects() {}

    /** @throws IllegalArgumentException when the object is no readable offer */
    public static ServiceOffer read(GenericKubernetesResource object) {
        return Json.mapper().convertValue(object, ServiceOffer.class);
    }

    /** Whether the status speaks of the present spec. */
    public static boolean current(ServiceOffer offer) {
        return offer.statusOrEmpty().observedGeneration() == offer.metadata().generation();
    }

    /** Whether the present spec is on sale. */
    public static boolean ready(ServiceOffer offer) {
        return current(offer) && Conditions.holds(offer.statusOrEmpty().conditions(), ConditionType.READY);
    }

    public static ResourceDefinitionContext kind(ChildKind kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }

    /** What the child of this offer is called. */
    public static String name(ChildKind kind, Ref offer) {
        return switch (kind) {
            case MIDDLEWARE -> Names.middleware(offer.name());
            case REFERENCE_GRANT -> Names.referenceGrant(offer);
            case HTTP_ROUTE -> Names.httpRoute(offer.name());
            default -> throw new IllegalArgumentException("no child of an offer: " + kind);
        };
    }
}

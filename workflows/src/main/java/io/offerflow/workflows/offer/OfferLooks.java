package io.offerflow.workflows.offer;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.chain.Chains;
import io.offerflow.workflows.entity.EntityFacade;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Temporal shows of an offer besides its conditions. */
final class OfferLooks {
    private OfferLooks() {}

    static EntityFacade.Look of(@Nullable ServiceOffer offer, ServiceOfferStatus status) {
        String endpoint = status.endpoint();
        return new EntityFacade.Look(
                endpoint == null ? "" : "`" + endpoint + "` costs " + status.price(), network(offer));
    }

    /** Known networks only: a keyword has a bounded length, and what a bad spec holds has none. */
    private static Optional<String> network(@Nullable ServiceOffer offer) {
        return Optional.ofNullable(offer)
                .flatMap(known -> known.spec().effectivePayments().stream().findFirst())
                .map(ServiceOfferSpec.Payment::network)
                .filter(name -> Chains.find(name).isPresent());
    }
}

package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.Known;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.name.Names;
import io.offerflow.cluster.RegistrationReader;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.offer.OfferRegistration;
import io.offerflow.workflows.offer.RegistrationView;
import io.offerflow.workflows.offer.RegistrationWord;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The RegistrationRequests of offers, as the API server holds them. */
final class OfferRequests {
    private final ChildObjects children;

    OfferRequests(ChildObjects children) {
        this.children = children;
    }

    /** Empty where the offer neither asks for one nor may have left one. */
    Optional<RegistrationView> look(Ref ref, @Nullable ServiceOffer offer, ServiceOfferStatus stored, Known known) {
        if (!OfferRegistration.concerns(offer, stored)) {
            return Optional.empty();
        }
        Optional<GenericKubernetesResource> told = known.children().get(ChildKind.REGISTRATION);
        GenericKubernetesResource request = told != null
                ? told.orElse(null)
                : children.get(ChildKind.REGISTRATION, ref.namespace(), Names.registration(ref.name()));
        return Optional.of(request == null ? RegistrationView.ABSENT : view(request, offer));
    }

    private static RegistrationView view(GenericKubernetesResource request, @Nullable ServiceOffer offer) {
        Map<String, Object> manifest =
                offer == null ? null : OfferRegistration.render(offer).manifest();
        RegistrationWord word =
                switch (RegistrationReader.read(request)) {
                    case RegistrationReader.Readable readable -> RegistrationWord.of(readable.request());
                    case RegistrationReader.Unreadable unreadable -> RegistrationWord.NONE;
                };
        return new RegistrationView(ChildObjects.view(request, manifest), word);
    }
}

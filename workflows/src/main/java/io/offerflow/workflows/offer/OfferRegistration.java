package io.offerflow.workflows.offer;

import io.offerflow.api.Metadata;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The RegistrationRequest of an offer. It asks and its own workflow answers: an offer neither knows a chain nor waits for one. Pure; sorted maps, so
 * that equal intent gives equal bytes and an equal hash.
 */
public final class OfferRegistration {
    private OfferRegistration() {}

    /**
     * Whether a request may be there, so that it is worth a look. Besides offers with a registration these are those whose status does not say yet
     * that an earlier one is being taken back.
     */
    public static boolean concerns(@Nullable ServiceOffer offer, ServiceOfferStatus stored) {
        boolean asked = offer != null && offer.spec().registration() != null;
        return asked
                || Conditions.find(stored.conditions(), ConditionType.REGISTERED)
                        .filter(registered -> !Reason.Disabled.name().equals(registered.reason()))
                        .filter(registered -> !Reason.Observing.name().equals(registered.reason()))
                        .isPresent();
    }

    /** The request as it should be: wanted while the offer is and its registration is enabled. */
    public static Rendered render(ServiceOffer offer) {
        boolean wanted = offer.spec().registrationEnabled() && !offer.metadata().deleting();
        Map<String, Object> spec = new TreeMap<>(Map.of(
                "serviceOfferName",
                offer.metadata().name(),
                "serviceOfferNamespace",
                offer.metadata().namespace(),
                "desiredState",
                wanted ? RegistrationRequest.ACTIVE : RegistrationRequest.TOMBSTONED));
        String chain = offer.spec().registrationChain();
        if (chain != null) {
            spec.put("chain", chain);
        }
        String name = Names.registration(offer.metadata().name());
        Map<String, Object> metadata = metadata(offer.metadata(), name);
        Map<String, Object> manifest = new TreeMap<>();
        manifest.put("apiVersion", ChildKind.REGISTRATION.apiVersion());
        manifest.put("kind", ChildKind.REGISTRATION.kind());
        manifest.put("metadata", metadata);
        manifest.put("spec", spec);
        String hash = Rendered.digest(manifest);
        metadata.put("annotations", Map.of(Labels.RENDERED_HASH, hash));
        return new Rendered(ChildKind.REGISTRATION, name, hash, manifest);
    }

    private static Map<String, Object> metadata(Metadata offer, String name) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("namespace", offer.namespace());
        metadata.put("name", name);
        metadata.put("labels", Labels.ofOfferChild(offer.ref()));
        metadata.put(
                "ownerReferences",
                List.of(new TreeMap<>(Map.of(
                        "apiVersion",
                        ResourceKind.API_VERSION,
                        "kind",
                        ResourceKind.SERVICE_OFFER.kind(),
                        "name",
                        offer.name(),
                        "uid",
                        String.valueOf(offer.uid()),
                        "controller",
                        true,
                        "blockOwnerDeletion",
                        true))));
        return metadata;
    }
}

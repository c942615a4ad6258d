package io.offerflow.activities.identity;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.Known;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.cluster.RegistrationReader;
import io.offerflow.workflows.identity.ChainWish;
import io.offerflow.workflows.identity.DocumentView;
import io.offerflow.workflows.identity.IdentityFacts;
import io.offerflow.workflows.identity.Recalled;
import io.offerflow.workflows.identity.RequestObservation;
import io.offerflow.workflows.identity.Unfinished;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a plan for a request depends on. */
final class RequestObserver {
    private static final DocumentView NO_DOCUMENT =
            new DocumentView(true, false, "", "", null, null, new DocumentView.Uri("", ""), Map.of());

    private final IdentityObserver.Desk desk;
    private final Ledger ledger;
    private final Claims claims;

    RequestObserver(IdentityObserver.Desk desk, Ledger ledger, Claims claims) {
        this.desk = desk;
        this.ledger = ledger;
        this.claims = claims;
    }

    RequestObservation observe(Ref ref, List<ConfirmedId> ids, Known known) {
        GenericKubernetesResource told = known.object();
        GenericKubernetesResource stored =
                told == null ? desk.offers().requests().get(ref) : told;
        if (stored == null) {
            return new RequestObservation(
                    null,
                    null,
                    null,
                    Leftovers.find(ledger, ref)
                            .map(left -> left.facts(false, desk.settings()))
                            .orElseGet(this::nothing));
        }
        return switch (RegistrationReader.read(stored)) {
            case RegistrationReader.Readable readable -> readable(readable.request(), ids);
            case RegistrationReader.Unreadable unreadable ->
                new RequestObservation(
                        null,
                        new RequestObservation.Unreadable(
                                unreadable.metadata(), unreadable.message(), unreadable.status()),
                        null,
                        nothing());
        };
    }

    private IdentityFacts nothing() {
        return new IdentityFacts(false, NO_DOCUMENT, List.of(), desk.settings(), null);
    }

    private RequestObservation readable(RegistrationRequest request, List<ConfirmedId> ids) {
        if (!request.spec().standsAlone()) {
            return new RequestObservation(request, null, shared(request), nothing());
        }
        Metadata metadata = request.metadata();
        Papers papers = desk.cabinet().alone(request, ids);
        DocumentView view = desk.documents().view(metadata.namespace(), papers);
        Unfinished left =
                Leftovers.find(ledger, request.ref()).map(Leftovers::unfinished).orElse(null);
        List<ChainWish> wishes = Optional.ofNullable(Offers.chain(request, null))
                .map(chain -> List.of(wish(request, chain, left)))
                .orElse(List.of());
        return new RequestObservation(
                request, null, null, new IdentityFacts(request.active(), view, wishes, desk.settings(), left));
    }

    /** What stands alone is sold elsewhere, if at all: there is nothing here that it could wait for. */
    private ChainWish wish(RegistrationRequest request, RegistryChain chain, @Nullable Unfinished left) {
        String registry = request.spec().registry();
        String place = registry == null ? desk.settings().registry(chain).orElse(null) : registry;
        return new ChainWish(
                chain,
                place,
                request.active(),
                true,
                "",
                desk.signers().of(request, null),
                recalled(request, left, Claims.recalled(claims.read(request.ref()), chain, place)));
    }

    private static @Nullable Recalled recalled(
            RegistrationRequest request, @Nullable Unfinished left, @Nullable Recalled claimed) {
        RegistrationRequest.Status status = request.statusOrEmpty();
        String owner =
                Objects.requireNonNullElse(status.signer(), Objects.requireNonNullElse(status.registrationOwner(), ""));
        Recalled own = Recalled.of(status.agentId(), owner.isEmpty() ? null : owner, status.signer());
        Recalled told = own != null || left == null
                ? own
                : left.entries().stream()
                        .flatMap(entry -> Optional.ofNullable(Recalled.of(entry)).stream())
                        .findFirst()
                        .orElse(null);
        return Recalled.of(told, claimed);
    }

    private RequestObservation.Shared shared(RegistrationRequest request) {
        Ref ref = Objects.requireNonNull(request.spec().offer(), "a request that mirrors names an offer");
        ServiceOffer offer = desk.offers().offer(ref).orElse(null);
        RegistryChain chain = Offers.chain(request, offer);
        Optional<AgentIdentity> identity = desk.offers().identity(AgentIdentity.SHARED);
        AgentIdentity.Status status = identity.map(AgentIdentity::statusOrEmpty).orElse(AgentIdentity.Status.EMPTY);
        List<String> waits =
                offer == null ? List.of("ServiceOffer " + ref) : new Offers.Asking(offer, request, chain).waitsFor();
        return new RequestObservation.Shared(
                identity.isPresent(),
                chain == null ? null : status.on(chain).orElse(null),
                status.publishedUrl(),
                documentWaits(status),
                !request.active() && others(ref, chain),
                waits.isEmpty(),
                String.join(", ", waits));
    }

    private boolean others(Ref offer, @Nullable RegistryChain chain) {
        return desk.offers().asking().stream()
                .anyMatch(other -> !other.offer().ref().equals(offer) && Objects.equals(other.chain(), chain));
    }

    private static String documentWaits(AgentIdentity.Status status) {
        return Conditions.find(status.conditions(), ConditionType.DOCUMENT_PUBLISHED)
                .map(published -> published.holds() ? "" : message(published))
                .orElse("the identity has not been looked at yet");
    }

    private static String message(Condition published) {
        String message = Objects.requireNonNullElse(published.message(), "");
        return message.isEmpty() ? "the document" : message;
    }
}

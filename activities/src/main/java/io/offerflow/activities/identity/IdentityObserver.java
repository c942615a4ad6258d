package io.offerflow.activities.identity;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.Known;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.cluster.IdentityReader;
import io.offerflow.workflows.identity.ChainWish;
import io.offerflow.workflows.identity.DocumentView;
import io.offerflow.workflows.identity.IdentityFacts;
import io.offerflow.workflows.identity.IdentityObservation;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.Recalled;
import io.offerflow.workflows.identity.SignerView;
import io.offerflow.workflows.identity.Unfinished;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a plan for the shared identity depends on. */
final class IdentityObserver {
    private static final DocumentView NO_DOCUMENT =
            new DocumentView(false, false, "the identity", "", null, null, new DocumentView.Uri("", ""), Map.of());

    private final Offers offers;
    private final Cabinet cabinet;
    private final DocumentLook documents;
    private final Ledger ledger;
    private final Claims claims;
    private final SignerChoice signers;
    private final IdentitySettings settings;

    IdentityObserver(Desk desk, Ledger ledger, Claims claims) {
        this.offers = desk.offers();
        this.cabinet = desk.cabinet();
        this.documents = desk.documents();
        this.signers = desk.signers();
        this.settings = desk.settings();
        this.ledger = ledger;
        this.claims = claims;
    }

    /** What observers of both kinds look with. */
    record Desk(
            Offers offers, Cabinet cabinet, DocumentLook documents, SignerChoice signers, IdentitySettings settings) {}

    IdentityObservation observe(Ref ref, List<ConfirmedId> ids, Known known) {
        List<Offers.Asking> asking = ref.equals(AgentIdentity.SHARED) ? offers.asking() : List.of();
        GenericKubernetesResource told = known.object();
        AgentIdentity identity = told == null ? offers.identity(ref).orElse(null) : IdentityReader.read(told);
        if (identity == null) {
            return new IdentityObservation(
                    null,
                    Leftovers.find(ledger, ref)
                            .map(left -> left.facts(!asking.isEmpty(), settings))
                            .orElseGet(() ->
                                    new IdentityFacts(!asking.isEmpty(), NO_DOCUMENT, List.of(), settings, null)));
        }
        Metadata metadata = identity.metadata();
        Papers papers = cabinet.shared(metadata, asking, ids);
        DocumentView view = documents.view(ref.namespace(), papers);
        Unfinished left = Leftovers.find(ledger, ref).map(Leftovers::unfinished).orElse(null);
        return new IdentityObservation(
                identity, new IdentityFacts(!asking.isEmpty(), view, wishes(identity, asking, left), settings, left));
    }

    private List<ChainWish> wishes(AgentIdentity identity, List<Offers.Asking> asking, @Nullable Unfinished left) {
        Map<RegistryChain, List<Offers.Asking>> byChain = new LinkedHashMap<>();
        asking.stream().filter(one -> one.chain() != null).forEach(one -> byChain.computeIfAbsent(
                        Objects.requireNonNull(one.chain()), none -> new ArrayList<>())
                .add(one));
        List<Registration> told = new ArrayList<>(identity.statusOrEmpty().registrations());
        told.addAll(left == null ? List.of() : left.entries());
        List<Registration> claimed = claims.read(identity.ref());
        Stream.concat(told.stream(), claimed.stream()).forEach(entry -> RegistryChain.find(entry.chain())
                .ifPresent(chain -> byChain.putIfAbsent(chain, List.of())));
        return byChain.entrySet().stream()
                .map(chain -> wish(chain.getKey(), chain.getValue(), told, claimed))
                .sorted((one, other) ->
                        one.chain().name().compareTo(other.chain().name()))
                .toList();
    }

    private ChainWish wish(
            RegistryChain chain, List<Offers.Asking> asking, List<Registration> told, List<Registration> claimed) {
        String registry = settings.registry(chain).orElse(null);
        boolean onSale = asking.stream().anyMatch(Offers.Asking::onSale);
        String waitsFor = onSale || asking.isEmpty()
                ? ""
                : String.join(", ", asking.getFirst().waitsFor());
        SignerView signer = asking.stream()
                .map(one -> signers.of(one.request(), one.offer()))
                .filter(view -> view.state() != SignerView.State.None)
                .findFirst()
                .orElse(SignerView.NONE);
        return new ChainWish(
                chain,
                registry,
                !asking.isEmpty(),
                onSale,
                waitsFor,
                signer,
                Recalled.of(told(chain, asking, told), Claims.recalled(claimed, chain, registry)));
    }

    /** The identity's own word, else what the reference wrote into an offer. */
    private static @Nullable Recalled told(
            RegistryChain chain, List<Offers.Asking> asking, List<Registration> entries) {
        Optional<Recalled> own = entries.stream()
                .filter(entry -> entry.isOn(chain))
                .flatMap(entry -> Optional.ofNullable(Recalled.of(entry)).stream())
                .findFirst();
        return own.or(() -> asking.stream()
                        .flatMap(one ->
                                Optional.ofNullable(
                                        Recalled.of(one.offer().statusOrEmpty().agentId(), null, null))
                                        .stream())
                        .findFirst())
                .orElse(null);
    }
}

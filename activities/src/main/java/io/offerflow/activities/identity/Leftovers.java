package io.offerflow.activities.identity;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.identity.ChainWish;
import io.offerflow.workflows.identity.DocumentView;
import io.offerflow.workflows.identity.IdentityFacts;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.Recalled;
import io.offerflow.workflows.identity.SignerView;
import io.offerflow.workflows.identity.Unfinished;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a deletion left to do, as a plan sees it. */
record Leftovers(Unfinished unfinished, String tombstone) {

    static Optional<Leftovers> find(Ledger ledger, Ref ref) {
        return ledger.find(ref).map(kept -> new Leftovers(new Unfinished(ref, kept.entries()), kept.tombstone()));
    }

    /** When the object is gone: there is no document any more, and nothing is wanted of a chain but that it hears of the end. */
    IdentityFacts facts(boolean active, IdentitySettings settings) {
        DocumentView view = new DocumentView(true, false, "", "", null, null, DocumentLook.uri(tombstone), Map.of());
        List<ChainWish> wishes = unfinished.entries().stream()
                .flatMap(entry -> RegistryChain.find(entry.chain()).stream().map(chain -> wish(chain, entry, settings)))
                .toList();
        return new IdentityFacts(active, view, wishes, settings, unfinished);
    }

    private static ChainWish wish(RegistryChain chain, Registration entry, IdentitySettings settings) {
        String registry = entry.registry();
        return new ChainWish(
                chain,
                registry == null ? settings.registry(chain).orElse(null) : registry,
                false,
                false,
                "",
                SignerView.NONE,
                Recalled.of(entry));
    }
}

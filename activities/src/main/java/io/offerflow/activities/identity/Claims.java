package io.offerflow.activities.identity;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.api.name.Names;
import io.offerflow.workflows.identity.Recalled;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What outlives an object, its workflow and the accounts for good: whom a mint was handed to, and the id that said goodbye. An object made again under the
 * name finds it.
 */
final class Claims {
    private final KeptEntries stored;

    Claims(ChildObjects children, ResourceKind kind) {
        this.stored = new KeptEntries(children, kind, Names::mints);
    }

    ResourceKind kind() {
        return stored.kind();
    }

    /** One that cannot be read says nothing; nothing is written over it either. */
    List<Registration> read(Ref ref) {
        return stored.find(ref).flatMap(KeptEntries.Stored::entries).orElse(List.of());
    }

    /** What entries that were read say of one registry; null where nothing helps. */
    static @Nullable Recalled recalled(List<Registration> entries, RegistryChain chain, @Nullable String registry) {
        return entries.stream()
                .filter(entry -> entry.isOn(chain))
                .filter(entry -> entry.registry() == null || entry.registry().equalsIgnoreCase(registry))
                .flatMap(entry -> Stream.ofNullable(Recalled.of(entry)))
                .findFirst()
                .orElse(null);
    }

    /** Where a mint may be under way that nobody can read of, none is handed over. */
    private List<Registration> entries(Ref ref, Optional<KeptEntries.Stored> found) {
        return found.map(record -> record.entries()
                        .orElseThrow(() -> new IllegalArgumentException("ConfigMap " + ref.namespace() + "/"
                                + stored.name(ref) + " tells whom mints were handed to and cannot be read; mend its "
                                + KeptEntries.ENTRIES + ", or delete it when none is under way")))
                .orElse(List.of());
    }

    /**
     * Before a mint is handed over: of two who do so at the same time for different signers, one is refused.
     *
     * @param replaces signer whose mint ended without effect; null for none
     * @return the signer that has the mint already; empty when it is the entry's now
     * @throws IllegalArgumentException when what is stored cannot be read
     * @throws KubernetesClientException also when somebody else wrote meanwhile; another try tells
     */
    Optional<String> claim(Ref ref, Registration mint, @Nullable String replaces) {
        Optional<KeptEntries.Stored> found = stored.find(ref);
        Optional<String> holder = entries(ref, found).stream()
                .filter(mint::samePlace)
                .flatMap(entry -> Stream.ofNullable(entry.signer()))
                .findFirst();
        if (holder.filter(signer -> signer.equalsIgnoreCase(mint.signer())).isPresent()) {
            return Optional.empty();
        }
        if (holder.filter(signer -> !signer.equalsIgnoreCase(replaces)).isPresent()) {
            return holder;
        }
        replace(ref, found, mint);
        return Optional.empty();
    }

    /**
     * Which id the mint gave, in place of what is kept of the same registry.
     *
     * @throws IllegalArgumentException when what is stored cannot be read
     */
    void note(Ref ref, Registration entry) {
        replace(ref, stored.find(ref), entry);
    }

    private void replace(Ref ref, Optional<KeptEntries.Stored> found, Registration entry) {
        Stream<Registration> others = entries(ref, found).stream().filter(known -> !known.samePlace(entry));
        stored.replace(ref, found, Stream.concat(others, Stream.of(entry)).toList());
    }
}

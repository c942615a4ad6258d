package io.offerflow.activities.identity;

import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.name.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What deletions could not finish, until it is finished. */
final class Ledger {
    private static final String TOMBSTONE = "tombstone";

    private final KeptEntries stored;

    Ledger(ChildObjects children, ResourceKind kind) {
        this.stored = new KeptEntries(children, kind, Names::unfinished);
    }

    ResourceKind kind() {
        return stored.kind();
    }

    /**
     * One record.
     *
     * @param entries of each chain
     * @param tombstone the URI that registries shall have in the end: once the object is gone, nobody could render it
     */
    record Kept(List<Registration> entries, String tombstone) {
        Kept {
            entries = List.copyOf(entries);
        }
    }

    /** One that cannot be read says nothing, and is left alone. */
    Optional<Kept> find(Ref ref) {
        return stored.find(ref).flatMap(found -> found.entries()
                .map(entries ->
                        new Kept(entries, found.data().get(TOMBSTONE) instanceof String uri ? uri : Papers.WORDLESS)));
    }

    void forget(Ref ref) {
        stored.delete(ref);
    }

    void write(Ref ref, Kept kept) {
        stored.write(ref, kept.entries(), Map.of(TOMBSTONE, kept.tombstone()));
    }
}

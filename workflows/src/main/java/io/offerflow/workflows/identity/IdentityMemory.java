package io.offerflow.workflows.identity;

import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistryChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an identity knows of itself on all chains; handed from run to run, and kept when the object is made again, for it is the same identity.
 *
 * @param chains each once
 */
public record IdentityMemory(List<ChainRecord> chains) {
    static final IdentityMemory EMPTY = new IdentityMemory(List.of());

    public IdentityMemory {
        chains = List.copyOf(chains);
    }

    Optional<ChainRecord> on(RegistryChain chain) {
        return chains.stream().filter(record -> record.chain().same(chain)).findFirst();
    }

    IdentityMemory with(ChainRecord record) {
        List<ChainRecord> next = new ArrayList<>(chains);
        next.removeIf(known -> known.chain().same(record.chain()));
        next.add(record);
        return new IdentityMemory(next);
    }

    IdentityMemory woken(Instant now) {
        return new IdentityMemory(chains.stream()
                .map(record -> new ChainNews(record, null, now).woken())
                .toList());
    }

    /** What a document may name. An id that is somebody else's now is not among it. */
    List<ConfirmedId> confirmed() {
        return chains.stream()
                .flatMap(record -> Optional.ofNullable(record.id()).stream()
                        .filter(id -> !record.lost())
                        .map(id -> new ConfirmedId(record.chain(), record.registry(), id.agentId())))
                .sorted(Comparator.comparing(id -> id.chain().caip2()))
                .toList();
    }
}

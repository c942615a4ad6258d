package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The record of a deletion that chains were not told of. It stays until they were told, or until the status of an object made again under the name
 * remembers what it remembers.
 *
 * @param ref of the object that was deleted
 * @param entries one for each chain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Unfinished(Ref ref, List<Registration> entries) {
    public Unfinished {
        entries = List.copyOf(entries);
    }

    /** @param status what the status of the object that has the name now remembers of a chain */
    boolean knownTo(Function<RegistryChain, Optional<Recalled>> status) {
        return entries.stream().allMatch(entry -> RegistryChain.find(entry.chain())
                .map(chain -> covered(Recalled.of(entry), status.apply(chain).orElse(null)))
                .orElse(true));
    }

    /** An id says more than the signer of a mint that was under way. */
    private static boolean covered(@Nullable Recalled kept, @Nullable Recalled known) {
        return kept == null || known != null && (known.agentId() != null || kept.agentId() == null);
    }
}

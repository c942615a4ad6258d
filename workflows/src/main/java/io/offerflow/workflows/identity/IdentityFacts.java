package io.offerflow.workflows.identity;

import java.util.List;

/**
 * What a plan for any identity depends on.
 *
 * @param active whether anybody asks for a registration
 * @param chains asked for or remembered, each once
 */
public record IdentityFacts(boolean active, DocumentView document, List<ChainWish> chains, IdentitySettings settings) {
    public IdentityFacts {
        chains = List.copyOf(chains);
    }
}

package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan for any identity depends on.
 *
 * @param active whether anybody asks for a registration
 * @param chains asked for or remembered, each once
 * @param unfinished what an earlier deletion left to do; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentityFacts(
        boolean active,
        DocumentView document,
        List<ChainWish> chains,
        IdentitySettings settings,
        @Nullable Unfinished unfinished) {
    public IdentityFacts {
        chains = List.copyOf(chains);
    }
}

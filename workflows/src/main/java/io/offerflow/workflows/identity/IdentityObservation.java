package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Metadata;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.workflows.entity.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a plan for the shared identity depends on, read in one go.
 *
 * @param identity null when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentityObservation(@Nullable AgentIdentity identity, IdentityFacts facts) implements Seen {
    @Override
    public @Nullable Metadata metadata() {
        return identity == null ? null : identity.metadata();
    }

    @Override
    public AgentIdentity.Status stored() {
        return identity == null ? AgentIdentity.Status.EMPTY : identity.statusOrEmpty();
    }

    @Override
    public int historyLimit() {
        return facts.settings().historyLimit();
    }

    @Override
    public boolean searchable() {
        return facts.settings().searchAttributes();
    }
}

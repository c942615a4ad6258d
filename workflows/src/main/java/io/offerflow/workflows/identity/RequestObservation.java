package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Metadata;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a plan for a request depends on, read in one go.
 *
 * @param request null when there is none, or it cannot be read (then {@code unreadable} says why)
 * @param shared what the shared identity says; for a request of an offer
 * @param facts for a request that stands alone; its one chain, or none where the chain is unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestObservation(
        @Nullable RegistrationRequest request,
        @Nullable Unreadable unreadable,
        @Nullable Shared shared,
        IdentityFacts facts)
        implements Seen {

    /** A stored object that does not parse; {@code message} names the field. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Unreadable(Metadata metadata, String message, RegistrationRequest.@Nullable Status status) {}

    /**
     * What a request of an offer mirrors.
     *
     * @param exists whether there is an identity
     * @param entry of the request's chain; null where there is none
     * @param publishedUrl of the document
     * @param documentWaits what is missing until the document is served; empty when nothing is
     * @param others whether other requests keep the identity active on this chain
     * @param onSale whether the offer is on sale at its present generation
     * @param waitsFor what is not, for people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shared(
            boolean exists,
            @Nullable Registration entry,
            @Nullable String publishedUrl,
            String documentWaits,
            boolean others,
            boolean onSale,
            String waitsFor) {}

    @Override
    public @Nullable Metadata metadata() {
        if (request != null) {
            return request.metadata();
        }
        return unreadable == null ? null : unreadable.metadata();
    }

    @Override
    public RegistrationRequest.Status stored() {
        if (request != null) {
            return request.statusOrEmpty();
        }
        RegistrationRequest.Status status = unreadable == null ? null : unreadable.status();
        return status == null ? RegistrationRequest.Status.EMPTY : status;
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

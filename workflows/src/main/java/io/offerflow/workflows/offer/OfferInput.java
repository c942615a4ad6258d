package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.EntityMemory;
import org.jspecify.annotations.Nullable;

/** The workflow's argument: which offer, and what a run hands to the next when it continues as new. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OfferInput(Ref ref, @Nullable EntityMemory memory) {

    public static OfferInput of(Ref ref) {
        return new OfferInput(ref, null);
    }
}

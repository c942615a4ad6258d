package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.EntityMemory;
import org.jspecify.annotations.Nullable;

/** The argument of both workflows: which object, and what a run hands to the next when it continues as new. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentityInput(Ref ref, @Nullable EntityMemory memory, @Nullable IdentityMemory identity) {

    public static IdentityInput of(Ref ref) {
        return new IdentityInput(ref, null, null);
    }
}

package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.EntityMemory;
import org.jspecify.annotations.Nullable;

/** The workflow's argument: which agent, and what a run hands to the next when it continues as new. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentInput(Ref ref, @Nullable EntityMemory memory) {

    public static AgentInput of(Ref ref) {
        return new AgentInput(ref, null);
    }
}

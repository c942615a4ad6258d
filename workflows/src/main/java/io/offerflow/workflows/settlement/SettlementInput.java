package io.offerflow.workflows.settlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.settlement.OpenSettlement;
import org.jspecify.annotations.Nullable;

/** The workflow's argument: which payment, and what a run hands to the next when it continues as new. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SettlementInput(OpenSettlement open, @Nullable Progress progress) {

    public static SettlementInput of(OpenSettlement open) {
        return new SettlementInput(open, null);
    }
}

package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.OpenSettlement;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Questions to chains, on {@link io.offerflow.workflows.TaskQueues#CHAIN}. */
@ActivityInterface
public interface ChainActivities {
    /** Type of the retryable failure: no endpoint gave a usable answer. */
    String CHAIN_UNAVAILABLE = "ChainUnavailable";

    /** Reads only; never answers {@link ChainAnswer.Unreachable}, but throws. */
    @ActivityMethod(name = "AskChain")
    Asked askChain(OpenSettlement open);

    /** @param searchAttributes whether the Temporal namespace knows ours; here, so that a replay sees what was true then */
    record Asked(ChainAnswer answer, boolean searchAttributes) {}
}

package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import io.offerflow.workflows.entity.EntityEvent;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What is said to the gate and to people about an unknown outcome. Each may be tried again at any time. */
@ActivityInterface
public interface GateActivities {
    /** Type of the retryable failure: no replica answers, or it refuses the token. */
    String GATE_UNAVAILABLE = "GateUnavailable";

    /** The gate sends its own bytes to the facilitator again. */
    @ActivityMethod(name = "RetryAtGate")
    GateWord retryAtGate(String settlementId);

    /** Tells the ledger; an outcome that stands already is no error. */
    @ActivityMethod(name = "ReportOutcome")
    GateWord reportOutcome(String settlementId, Outcome outcome);

    /** Writes a Kubernetes Event about the offer; does nothing for a static route. */
    @ActivityMethod(name = "AnnounceSettlement")
    void announce(OpenSettlement open, EntityEvent news);
}

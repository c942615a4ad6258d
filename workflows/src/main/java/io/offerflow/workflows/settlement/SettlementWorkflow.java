package io.offerflow.workflows.settlement;

import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/**
 * Finds out what became of one payment; id {@code settlement/<network>/<asset>/<payer>/<nonce>}. Ends when the gate's ledger knows, and fails
 * with {@link #UNRESOLVED} when nobody found out within a month.
 */
@WorkflowInterface
public interface SettlementWorkflow {
    /** Type of the failure after which it may be started again. */
    String UNRESOLVED = "Unresolved";

    @WorkflowMethod
    Ending run(SettlementInput input);

    @UpdateMethod(
            description =
                    "States the outcome: {\"state\": \"settled\", \"transaction\": \"0x...\"} or failed or expired,"
                            + " each with a \"reason\". Answers with what the gate's ledger says then.")
    String stateOutcome(StatedOutcome stated);

    @UpdateValidatorMethod(updateName = "stateOutcome")
    void validate(StatedOutcome stated);

    @QueryMethod(description = "What is known, in a few lines of Markdown.")
    String describe();

    @QueryMethod(description = "What happened, newest last.")
    List<TimelineEntry> timeline();
}

package io.offerflow.activities.chain;

import io.offerflow.ethereum.Address;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.AccountInput;
import io.offerflow.workflows.chain.ChainAccountWorkflow;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link ChainAccounts} by updates and queries of {@link ChainAccountWorkflow}. Safe for many threads. */
public final class TemporalChainAccounts implements ChainAccounts {
    private final WorkflowClient client;

    /** An account that was ended by force would go on telling how things stood then, and what waits there would wait for ever. */
    public TemporalChainAccounts(WorkflowClient client) {
        this.client = WorkflowClient.newInstance(
                client.getWorkflowServiceStubs(),
                client.getOptions().toBuilder()
                        .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
                        .build());
    }

    @Override
    public IntentReport submit(BigInteger chainId, String signer, Intent intent) {
        String address = Address.parse(signer).hex();
        ChainAccountWorkflow workflow = client.newWorkflowStub(
                ChainAccountWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(ChainAccountWorkflow.id(chainId, address))
                        .setTaskQueue(TaskQueues.CONTROL)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setStaticSummary("Account " + address + " on chain " + chainId)
                        .setStaticDetails("Sends every transaction of this account, each once. `describe` tells more.")
                        .build());
        try {
            return WorkflowClient.executeUpdateWithStart(
                    workflow::submit,
                    intent,
                    UpdateOptions.<IntentReport>newBuilder()
                            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                            .build(),
                    new WithStartWorkflowOperation<>(workflow::run, AccountInput.of(chainId, address)));
        } catch (WorkflowUpdateException refused) {
            throw unwrapped(refused);
        }
    }

    private static RuntimeException unwrapped(WorkflowUpdateException refused) {
        return refused.getCause() instanceof ApplicationFailure told
                        && IllegalArgumentException.class.getName().equals(told.getType())
                ? new IllegalArgumentException(told.getOriginalMessage(), refused)
                : refused;
    }

    @Override
    public Optional<IntentReport> ask(BigInteger chainId, String signer, String intentId) {
        return known(chainId, signer, workflow -> workflow.standing(intentId));
    }

    @Override
    public Optional<IntentReport> cancel(BigInteger chainId, String signer, String intentId) {
        return changed(chainId, signer, workflow -> workflow.cancel(intentId));
    }

    @Override
    public Optional<IntentReport> retry(BigInteger chainId, String signer, String intentId) {
        return changed(chainId, signer, workflow -> workflow.retry(intentId));
    }

    private Optional<IntentReport> changed(
            BigInteger chainId, String signer, Function<ChainAccountWorkflow, IntentReport> change) {
        try {
            return known(chainId, signer, change::apply);
        } catch (WorkflowUpdateException refused) {
            if (unwrapped(refused) instanceof IllegalArgumentException) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private Optional<IntentReport> known(
            BigInteger chainId, String signer, Function<ChainAccountWorkflow, @Nullable IntentReport> question) {
        String id = ChainAccountWorkflow.id(chainId, Address.parse(signer).hex());
        try {
            return Optional.ofNullable(question.apply(client.newWorkflowStub(ChainAccountWorkflow.class, id)));
        } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException unknown) {
            return Optional.empty();
        }
    }
}

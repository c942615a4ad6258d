package io.offerflow.watcher.settlement;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.offerflow.api.Ref;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.settlement.SettlementInput;
import io.offerflow.workflows.settlement.SettlementWorkflow;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts {@link SettlementWorkflow}s by id: one for each payment, and again only where the last one failed. */
public final class TemporalSettlements implements SettlementSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalSettlements.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final WorkflowClient temporal;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("settlement-deadlines").factory());

    public TemporalSettlements(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    @Override
    public Result start(OpenSettlement open) {
        // The SDK retries by itself, for up to a minute, within the deadline of the call's context.
        Context.CancellableContext context =
                Context.current().withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS, deadlines);
        try {
            context.run(() -> WorkflowClient.start(
                    temporal.newWorkflowStub(SettlementWorkflow.class, options(open))::run, SettlementInput.of(open)));
            LOG.info("finding out what became of settlement {} of {}", open.id(), seller(open));
            return Result.STARTED;
        } catch (WorkflowExecutionAlreadyStarted known) {
            return Result.KNOWN;
        } catch (WorkflowException | StatusRuntimeException trouble) {
            return result(trouble);
        } finally {
            context.close();
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
    }

    static WorkflowOptions options(OpenSettlement open) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(open.key().workflowId())
                .setTaskQueue(TaskQueues.CONTROL)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                .setStaticSummary("Settlement of " + open.value() + " units on "
                        + open.key().network())
                .setStaticDetails("sold: " + seller(open) + "\n\nledger id: `" + open.id() + "`")
                .build();
    }

    private static String seller(OpenSettlement open) {
        Ref offer = open.offer();
        return offer == null ? "a static route" : offer.toString();
    }

    /** What is wrong with this one alone is refused; everything else concerns Temporal. */
    private static Result result(Throwable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return switch (status.getStatus().getCode()) {
                    case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, DATA_LOSS -> Result.REFUSED;
                    default -> Result.AWAY;
                };
            }
        }
        return Result.AWAY;
    }
}

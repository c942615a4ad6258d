package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.settlement.Settlements.OPEN;

import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import io.offerflow.workflows.ObolSearchAttributes;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.EntityEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A chain, a gate and people, all of them scripted, around one settlement; time skips. */
final class SettlementWorld implements AutoCloseable {
    /** What the gate holds to send it again, and history must never see. */
    static final String SIGNATURE = "0x" + "5ec7e7".repeat(21) + "1b";

    /** A cold JVM on a busy machine needs more than the default second to load classes in a first workflow task. */
    static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();

    final TestWorkflowEnvironment temporal;
    final List<String> resent = new CopyOnWriteArrayList<>();
    final List<Outcome> reported = new CopyOnWriteArrayList<>();
    /** When; after the end of a workflow the clock skips to whatever comes next. */
    final List<Instant> reportedAt = new CopyOnWriteArrayList<>();

    final List<EntityEvent> events = new CopyOnWriteArrayList<>();

    /** The chain's answer at a time. */
    volatile Function<Instant, ChainAnswer> chain = now -> new ChainAnswer.NoEndpoint();
    /** The ledger's state. */
    volatile String state = "unknown";
    /** What the facilitator makes of the order when it is sent again. */
    volatile String afterResend = "unknown";

    volatile boolean gateAway;
    volatile boolean taken;

    SettlementWorld() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setInitialTime(Settlements.NOW)
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build())
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .setIdentity("settlement-world")
                        .build());
        ObolSearchAttributes.types().forEach(options::registerSearchAttribute);
        temporal = TestWorkflowEnvironment.newInstance(options.build());
        Worker worker = temporal.newWorker(TaskQueues.CONTROL, PATIENT);
        worker.registerWorkflowImplementationTypes(SettlementWorkflowImpl.class);
        worker.registerActivitiesImplementations(new Gate());
        temporal.newWorker(TaskQueues.CHAIN, PATIENT).registerActivitiesImplementations(new Chain());
        temporal.start();
    }

    SettlementWorkflow start() {
        SettlementWorkflow workflow = temporal.getWorkflowClient()
                .newWorkflowStub(
                        SettlementWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(OPEN.key().workflowId())
                                .setTaskQueue(TaskQueues.CONTROL)
                                .setStaticSummary("Settlement")
                                .build());
        WorkflowClient.start(workflow::run, SettlementInput.of(OPEN));
        return workflow;
    }

    /** Runs to the end, as fast as time skips. */
    static Ending ending(SettlementWorkflow workflow) {
        return WorkflowStub.fromTyped(workflow).getResult(Ending.class);
    }

    Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    private final class Chain implements ChainActivities {
        @Override
        public Asked askChain(OpenSettlement open) {
            ChainAnswer answer = chain.apply(now());
            if (answer instanceof ChainAnswer.Unreachable away) {
                throw ApplicationFailure.newFailure(away.detail(), CHAIN_UNAVAILABLE);
            }
            return new Asked(answer, true);
        }
    }

    private final class Gate implements GateActivities {
        @Override
        public GateWord retryAtGate(String settlementId) {
            reach();
            resent.add(settlementId + SIGNATURE);
            boolean open = state.equals("unknown") || state.equals("unresolved");
            state = open && !afterResend.equals("unknown") ? afterResend : state;
            return word();
        }

        @Override
        public GateWord reportOutcome(String settlementId, Outcome outcome) {
            reach();
            if (taken && outcome.state() == Outcome.State.SETTLED) {
                return new GateWord.TransactionTaken();
            }
            if (state.equals("unknown") || state.equals("unresolved")) {
                reported.add(outcome);
                reportedAt.add(now());
                state = outcome.state().word();
            }
            return word();
        }

        @Override
        public void announce(OpenSettlement open, EntityEvent news) {
            events.add(news);
        }

        private GateWord word() {
            return new GateWord.Stands(state, state.equals("settled") ? Settlements.TRANSACTION : "");
        }

        private void reach() {
            if (gateAway) {
                throw ApplicationFailure.newFailure("no replica is ready", GATE_UNAVAILABLE);
            }
        }
    }

    @Override
    public void close() {
        temporal.close();
    }
}

package io.offerflow.workflows.chain;

import io.offerflow.workflows.ObolSearchAttributes;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.Nudge;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A chain with a block every two seconds, a signer and a submitter, all of them scripted, around one account; time skips. */
final class AccountWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final BigInteger CHAIN = BigInteger.valueOf(84_532);
    static final String SIGNER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    static final String REGISTRY = "0x8004a818bfb912233c491871b3d84c89a494bd9e";
    static final String SUBMITTER = "agentidentity/x402/default";

    /** A cold JVM on a busy machine needs more than the default second to load classes in a first workflow task. */
    static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();

    final TestWorkflowEnvironment temporal;
    final List<String> sent = new CopyOnWriteArrayList<>();
    final List<String> prepared = new CopyOnWriteArrayList<>();
    private final Map<String, Long> mined = new ConcurrentHashMap<>();
    private final Map<String, AccountActivities.Order> orders = new ConcurrentHashMap<>();

    volatile boolean chainAway;
    volatile boolean wrongChain;
    volatile boolean signerAway;
    volatile boolean signerLies;
    volatile boolean replyLost;
    volatile boolean reverts;
    volatile BigInteger balance = BigInteger.TEN.pow(18);
    volatile int historyLimit = 2_000;

    AccountWorld() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setInitialTime(NOW)
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build())
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .setIdentity("account-world")
                        .build());
        ObolSearchAttributes.types().forEach(options::registerSearchAttribute);
        temporal = TestWorkflowEnvironment.newInstance(options.build());
        Worker worker = temporal.newWorker(TaskQueues.CONTROL, PATIENT);
        worker.registerWorkflowImplementationTypes(ChainAccountWorkflowImpl.class, SubmitterImpl.class);
        temporal.newWorker(TaskQueues.CHAIN, PATIENT).registerActivitiesImplementations(new Chain());
        temporal.start();
    }

    /** What another workflow hears. */
    @WorkflowInterface
    public interface Submitter {
        @WorkflowMethod
        void run();

        @SignalMethod
        void nudge(Nudge nudge);

        @io.temporal.workflow.QueryMethod
        List<String> heard();
    }

    /** Keeps what it hears. */
    public static final class SubmitterImpl implements Submitter {
        private final List<String> heard = new java.util.ArrayList<>();

        @Override
        public void run() {
            Workflow.await(() -> false);
        }

        @Override
        public void nudge(Nudge nudge) {
            heard.add(nudge.reason());
        }

        @Override
        public List<String> heard() {
            return heard;
        }
    }

    Submitter submitter() {
        Submitter submitter = temporal.getWorkflowClient()
                .newWorkflowStub(
                        Submitter.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(SUBMITTER)
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build());
        WorkflowClient.start(submitter::run);
        return submitter;
    }

    static Intent mint(String id) {
        return new Intent(
                id,
                "register " + id,
                Call.of(REGISTRY, "0xf2c298be"),
                Adoption.ofUri("https://example.org"),
                SUBMITTER);
    }

    IntentReport submit(Intent intent) {
        ChainAccountWorkflow workflow = temporal.getWorkflowClient()
                .newWorkflowStub(
                        ChainAccountWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(ChainAccountWorkflow.id(CHAIN, SIGNER))
                                .setTaskQueue(TaskQueues.CONTROL)
                                .setWorkflowIdConflictPolicy(
                                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                                .setStaticSummary("Account")
                                .build());
        return WorkflowClient.executeUpdateWithStart(
                workflow::submit,
                intent,
                UpdateOptions.<IntentReport>newBuilder()
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(workflow::run, AccountInput.of(CHAIN, SIGNER)));
    }

    ChainAccountWorkflow account() {
        return temporal.getWorkflowClient()
                .newWorkflowStub(ChainAccountWorkflow.class, ChainAccountWorkflow.id(CHAIN, SIGNER));
    }

    IntentReport standing(String id) {
        return java.util.Objects.requireNonNull(account().standing(id));
    }

    void sleep(Duration time) {
        temporal.sleep(time);
    }

    private long head() {
        return 1_000
                + Duration.between(NOW, Instant.ofEpochMilli(temporal.currentTimeMillis()))
                                .toSeconds()
                        / 2;
    }

    private final class Chain implements AccountActivities {
        @Override
        public Look look(Account account, List<Probe> probes) {
            reach();
            Map<String, Receipt> receipts = new HashMap<>();
            long head = head();
            for (Probe probe : probes) {
                for (String hash : probe.hashes()) {
                    Long block = mined.get(hash);
                    if (block != null && block <= head) {
                        receipts.put(hash, receipt(hash, block));
                    }
                }
            }
            long nonce = mined.values().stream().filter(block -> block <= head).count();
            ChainView.Head seen = new ChainView.Head(
                    BigInteger.valueOf(head),
                    BigInteger.valueOf(nonce),
                    balance,
                    new FeeQuote(BigInteger.valueOf(1_000), BigInteger.TEN));
            return new Look(
                    new ChainView(seen, receipts, Map.of()),
                    new AccountRules(BigInteger.TEN.pow(9), historyLimit, true));
        }

        private Receipt receipt(String hash, long block) {
            String id = "0x"
                    + String.format(
                            "%064x", mined.keySet().stream().sorted().toList().indexOf(hash));
            EventLog log = new EventLog(REGISTRY, List.of(EventLog.REGISTERED, id, "0x" + "0".repeat(64)));
            return new Receipt(
                    hash, BigInteger.valueOf(block), "0xb" + block, true, BigInteger.valueOf(100_000), List.of(log));
        }

        @Override
        public Readiness prepare(Preparation preparation) {
            reach();
            prepared.add(preparation.intent().id());
            return reverts ? new Readiness.Reverts("Not authorized") : new Readiness.Ready(BigInteger.valueOf(200_000));
        }

        @Override
        public SignAnswer sign(Order order) {
            if (signerAway) {
                throw ApplicationFailure.newFailure("the signer does not answer", SIGNER_UNAVAILABLE);
            }
            if (signerLies) {
                return new SignAnswer.NotSigned(SignTrouble.MISMATCH, "another nonce, 7");
            }
            String raw = "0x02" + String.format("%04x", orders.size());
            orders.put(raw, order);
            return new SignAnswer.Signed("0x" + String.format("%064x", orders.size() - 1), raw);
        }

        @Override
        public Sent send(Account account, String raw) {
            reach();
            sent.add(raw);
            String hash = "0x" + String.format("%064x", Integer.parseInt(raw.substring(4), 16));
            boolean first = mined.putIfAbsent(hash, head() + 1) == null;
            if (replyLost) {
                replyLost = false;
                throw ApplicationFailure.newNonRetryableFailure("the worker was killed", "Killed");
            }
            return new Sent(first ? SendAnswer.ACCEPTED : SendAnswer.ALREADY_KNOWN, "");
        }

        private void reach() {
            if (wrongChain) {
                throw ApplicationFailure.newNonRetryableFailure("the endpoints serve another chain", WRONG_CHAIN);
            }
            if (chainAway) {
                throw ApplicationFailure.newFailure("no RPC endpoint gives a usable answer", CHAIN_UNAVAILABLE);
            }
        }
    }

    @Override
    public void close() {
        temporal.close();
    }
}

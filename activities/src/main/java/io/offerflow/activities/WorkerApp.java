package io.offerflow.activities;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.activities.agent.ClusterAgentActivities;
import io.offerflow.activities.chain.RpcAccountActivities;
import io.offerflow.activities.chain.RpcChainActivities;
import io.offerflow.activities.chain.TemporalChainAccounts;
import io.offerflow.activities.identity.IdentityWork;
import io.offerflow.activities.object.EventWriter;
import io.offerflow.activities.offer.ClusterOfferActivities;
import io.offerflow.activities.offer.Patience;
import io.offerflow.activities.settlement.ToldSettlements;
import io.offerflow.api.ResourceKind;
import io.offerflow.cluster.OpsServer;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.gate.SettlementClient;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.agent.AgentWorkflowImpl;
import io.offerflow.workflows.chain.ChainAccountWorkflowImpl;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.identity.AgentIdentityWorkflowImpl;
import io.offerflow.workflows.identity.RegistrationWorkflowImpl;
import io.offerflow.workflows.offer.ServiceOfferWorkflowImpl;
import io.offerflow.workflows.settlement.SettlementWorkflowImpl;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running worker. Closing it lets activities in flight finish, 10 s at most; what it was given stays open. */
public final class WorkerApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerApp.class);
    private static final long CLOSING_SECONDS = 10;
    /** The first workflow task loads classes; on a busy machine that takes longer than the SDK's second. */
    private static final long DEADLOCK_MILLIS = 10_000;
    /** An update or a signal handler of a cached workflow needs a thread besides the main one. Virtual ones cost little. */
    private static final int THREADS_PER_WORKFLOW = 3;
    /**
     * The JDK's HTTP client has one HTTP/2 connection to the API server, which carries 100 calls at a time and fails those beyond (JDK-8225647).
     * An activity makes one call at a time, a look at an offer up to four, at an agent up to eight.
     */
    private static final int CONCURRENT_ACTIVITIES = 24;

    private static final int CONCURRENT_LOOKS = 16;

    private static final int CONCURRENT_QUESTIONS = 8;

    /** Each takes 256 MiB of heap. */
    private static final int CONCURRENT_MINTS = 1;

    /** Tasks that the server keeps for a worker that is gone go to another one after this; the default of 5 s is too long for us. */
    private static final Duration STICKY = Duration.ofSeconds(3);

    private final LifeSigns lifeSigns = new LifeSigns();
    private final WorkerFactory factory;
    private final UpstreamProbe upstreams;
    private final GateClient gate;
    private final SettlementClient settlements;
    private final RpcChainActivities chains;
    private final RpcAccountActivities accounts;
    private final OpsServer ops;
    private volatile boolean closing;

    /** What a worker is connected to. */
    public record Links(
            KubernetesClient kube,
            ReplicaSource gateReplicas,
            TemporalConnection temporal,
            PrometheusMeterRegistry metrics) {}

    private WorkerApp(WorkerSettings settings, Links links, InstantSource clock) throws IOException {
        this.upstreams = new UpstreamProbe(links.kube(), settings.upstreams());
        this.gate = new GateClient(links.gateReplicas());
        this.factory = WorkerFactory.newInstance(links.temporal().client(), factoryOptions(settings, lifeSigns));
        this.settlements = new SettlementClient(links.gateReplicas(), settings.gateToken());
        boolean searchable = links.temporal().registerSearchAttributes();
        this.chains = new RpcChainActivities(settings.chains(), searchable);
        this.accounts = new RpcAccountActivities(
                settings.chains(),
                settings.accounts(),
                new RpcAccountActivities.Shared(settings.controller().historyLimit(), searchable),
                clock);
        Worker worker = factory.newWorker(TaskQueues.CONTROL, workerOptions());
        worker.registerWorkflowImplementationTypes(
                ServiceOfferWorkflowImpl.class,
                AgentWorkflowImpl.class,
                SettlementWorkflowImpl.class,
                ChainAccountWorkflowImpl.class,
                AgentIdentityWorkflowImpl.class,
                RegistrationWorkflowImpl.class);
        ClusterAgentActivities agents = new ClusterAgentActivities(
                links.kube(),
                settings.agents().within(searchable, settings.controller().historyLimit()),
                clock,
                ClusterAgentActivities.Draws.strong());
        IdentityWork identities = IdentityWork.of(
                links.kube(),
                new IdentityWork.Chains(
                        accounts, new TemporalChainAccounts(links.temporal().client()), settings.accounts()),
                settings.identities().within(searchable, settings.controller().historyLimit()),
                clock);
        worker.registerActivitiesImplementations(
                identities.identities(),
                identities.requests(),
                new ClusterOfferActivities(
                        new ClusterOfferActivities.Edges(links.kube(), upstreams, gate),
                        settings.controller().withSearchAttributes(searchable),
                        Patience.ofActivities(clock)),
                agents,
                new ToldSettlements(settlements, new EventWriter(links.kube(), clock, ResourceKind.SERVICE_OFFER)));
        factory.newWorker(TaskQueues.WALLETS, walletOptions()).registerActivitiesImplementations(agents);
        factory.newWorker(TaskQueues.CHAIN, chainOptions())
                .registerActivitiesImplementations(chains, accounts, identities.chains());
        this.ops = OpsServer.start(settings.ops(), () -> notReady(links.temporal()), links.metrics());
    }

    /**
     * Starts polling. Temporal must be reachable and its namespace usable; the API server may come later.
     *
     * @throws IOException when the address for health and metrics cannot be bound
     */
    public static WorkerApp start(WorkerSettings settings, Links links, InstantSource clock) throws IOException {
        WorkerApp app = new WorkerApp(settings, links, clock);
        try {
            app.factory.start();
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
        return app;
    }

    public InetSocketAddress opsAddress() {
        return ops.address();
    }

    @Override
    public void close() {
        closing = true;
        factory.shutdown();
        factory.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        if (!factory.isTerminated()) {
            LOG.warn("activities did not finish within {} s and will be tried again", CLOSING_SECONDS);
            factory.shutdownNow();
        }
        lifeSigns.close();
        gate.close();
        settlements.close();
        chains.close();
        accounts.close();
        upstreams.close();
        ops.close();
    }

    private Optional<String> notReady(TemporalConnection temporal) {
        if (closing || !factory.isStarted()) {
            return Optional.of(closing ? "the worker is stopping" : "the worker is starting");
        }
        return temporal.trouble().map(trouble -> "Temporal: " + trouble);
    }

    private static WorkerFactoryOptions factoryOptions(WorkerSettings settings, LifeSigns lifeSigns) {
        return WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(lifeSigns)
                .setUsingVirtualWorkflowThreads(true)
                .setWorkflowCacheSize(settings.cachedWorkflows())
                .setMaxWorkflowThreadCount(settings.cachedWorkflows() * THREADS_PER_WORKFLOW)
                .build();
    }

    /** Activities only, and few at a time: public endpoints count questions. */
    private static WorkerOptions chainOptions() {
        return WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setMaxConcurrentActivityExecutionSize(CONCURRENT_QUESTIONS)
                .setMaxHeartbeatThrottleInterval(LifeSigns.PERIOD)
                .build();
    }

    /**
     * One mint at a time: it is what bounds the worker's memory. Those that wait take no place of other work. On a platform thread, because a
     * second of computing would keep a core from all virtual ones.
     */
    private static WorkerOptions walletOptions() {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(CONCURRENT_MINTS)
                .setMaxHeartbeatThrottleInterval(LifeSigns.PERIOD)
                .build();
    }

    private static WorkerOptions workerOptions() {
        return WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
                .setMaxConcurrentActivityExecutionSize(CONCURRENT_ACTIVITIES)
                .setMaxConcurrentLocalActivityExecutionSize(CONCURRENT_LOOKS)
                .setMaxHeartbeatThrottleInterval(LifeSigns.PERIOD)
                .setStickyQueueScheduleToStartTimeout(STICKY)
                .build();
    }
}

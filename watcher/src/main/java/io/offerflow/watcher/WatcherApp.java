package io.offerflow.watcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Names;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.OpsServer;
import io.offerflow.watcher.change.AgentChildReader;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.change.ChildReader;
import io.offerflow.watcher.change.IdentityIndex;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.kube.SecretVersions;
import io.offerflow.watcher.kube.WatchedKind;
import io.offerflow.watcher.kube.Watches;
import io.offerflow.watcher.lead.Leadership;
import io.offerflow.watcher.monitor.ClaimMonitor;
import io.offerflow.watcher.monitor.GateMonitor;
import io.offerflow.watcher.monitor.Monitor;
import io.offerflow.watcher.monitor.OrphanSweep;
import io.offerflow.watcher.monitor.RouteMonitor;
import io.offerflow.watcher.monitor.SecretMonitor;
import io.offerflow.watcher.monitor.Surroundings;
import io.offerflow.watcher.monitor.UpstreamMonitor;
import io.offerflow.watcher.nudge.EntityNudger;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.KeyedQueue;
import io.offerflow.watcher.nudge.NudgeSink;
import io.offerflow.watcher.nudge.Trickle;
import io.offerflow.watcher.settlement.SettlementMonitor;
import io.offerflow.watcher.settlement.SettlementSink;
import io.offerflow.watcher.settlement.TemporalSettlements;
import io.offerflow.workflows.offer.RouteAcceptance.State;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running watcher. Its order: informers list, then the election, then offers that are not up to date, then all others slowly, together
 * with the monitors. Nothing of it blocks the caller.
 */
public final class WatcherApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatcherApp.class);

    private final WatcherSettings settings;
    private final KubernetesClient client;
    private final InstantSource clock;
    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    private final Watches watches;
    private final KeyedQueue queue;
    private final Trickle trickle;
    private final NudgeGate nudges;
    private final StartUp startUp;
    private final ChangeFeed feed;
    private final List<Monitor> monitors;
    private final OpsServer ops;
    private volatile @Nullable Leadership leadership;

    /** What a watcher is connected to. The client and the registry stay the caller's. */
    record Links(
            KubernetesClient client,
            NudgeSink sink,
            SettlementSink settlements,
            InstantSource clock,
            PrometheusMeterRegistry metrics) {}

    /**
     * Starts a watcher that wakes workflows.
     *
     * @param client stays the caller's; its watches must retry within seconds
     * @throws UncheckedIOException when the health port cannot be bound
     */
    public static WatcherApp start(
            WatcherSettings settings, KubernetesClient client, WorkflowClient temporal, InstantSource clock) {
        EntityNudger nudger = new EntityNudger(temporal);
        TemporalSettlements settlements = new TemporalSettlements(temporal);
        WatcherApp app = start(settings, client, nudger, settlements, clock);
        app.parts.addFirst(nudger::close);
        app.parts.addFirst(settlements::close);
        return app;
    }

    /** The same with other receivers. */
    public static WatcherApp start(
            WatcherSettings settings,
            KubernetesClient client,
            NudgeSink sink,
            SettlementSink settlements,
            InstantSource clock) {
        PrometheusMeterRegistry metrics = Metrics.registry("watcher");
        WatcherApp app = start(settings, new Links(client, sink, settlements, clock, metrics));
        app.parts.addFirst(metrics::close);
        return app;
    }

    static WatcherApp start(WatcherSettings settings, Links links) {
        WatcherApp app = new WatcherApp(settings, links);
        try {
            app.begin();
        } catch (RuntimeException failed) {
            app.close();
            throw failed;
        }
        return app;
    }

    private WatcherApp(WatcherSettings settings, Links links) {
        this.settings = settings;
        this.client = links.client();
        this.clock = links.clock();
        PrometheusMeterRegistry metrics = links.metrics();
        OfferIndex offers = new OfferIndex();
        AgentIndex agents = new AgentIndex();
        ChildReader children = new ChildReader(settings.rendering());
        this.queue = own(new KeyedQueue(settings.queue(), links.sink(), clock, metrics));
        this.trickle = new Trickle(settings.queue().trickle(), queue::depth, queue::offer);
        this.nudges = new NudgeGate(queue, trickle);
        this.watches = own(new Watches(client, metrics));
        IdentityIndex registered = new IdentityIndex();
        IdentityFeed identities = new IdentityFeed(registered, offers, settings.rendering(), nudges);
        this.startUp = new StartUp(new StartUp.Seen(offers, agents, identities), watches, children, nudges);
        Edges edges = own(new Edges(settings, client, watches, links.settlements()));
        Surroundings around = new Surroundings(
                offers, (offer, wake) -> nudges.now(Key.offer(offer), wake), RandomGenerator.getDefault(), metrics);
        ClaimMonitor claims = new ClaimMonitor(around);
        RouteMonitor routes = new RouteMonitor(offer -> acceptance(offer, children), around);
        this.monitors = List.of(
                new OrphanSweep(
                        settings.sweep(), Families.of(around, new Families.Others(agents, registered), edges, nudges)),
                claims,
                routes,
                new GateMonitor(settings.gate(), edges, around),
                new UpstreamMonitor(settings.upstream(), edges::look, around),
                new SecretMonitor(
                        settings.secrets(),
                        own(new SecretVersions(client, AgentFeed.SECRETS))::list,
                        agents,
                        (agent, wake) -> nudges.now(Key.agent(agent), wake)),
                new SettlementMonitor(edges, edges::start, metrics));
        gauges(metrics);
        this.feed = new ChangeFeed(
                offers,
                children,
                nudges,
                new ChangeFeed.Listeners(
                        new AgentFeed(agents, new AgentChildReader(settings.agents()), nudges),
                        identities,
                        claims::changed,
                        offer -> routes.changed(offer, clock.instant()),
                        edges::gateChanged));
        this.ops = own(listen(settings.listen(), metrics));
    }

    private void begin() {
        watches.start(feed);
        own(Pulse.start(clock, this::tick));
    }

    /** Where health and metrics are served. */
    public InetSocketAddress opsAddress() {
        return ops.address();
    }

    /** Empty when everything that must be seen is seen and nudges are delivered; otherwise what is missing, for people. */
    public Optional<String> notReady() {
        return watches.missing()
                .or(this::leaderless)
                .or(() -> queue.away() ? Optional.of("Temporal does not take nudges; they wait") : Optional.empty());
    }

    private Optional<String> leaderless() {
        Leadership standing = leadership;
        if (standing != null) {
            return standing.trouble();
        }
        return nudges.isOpen() ? Optional.empty() : Optional.of("starting");
    }

    /** Whether this watcher is the one that nudges. */
    public boolean leading() {
        return nudges.isOpen();
    }

    /** Gives the lease back and stops; nudges in flight may or may not arrive. */
    @Override
    public void close() {
        for (AutoCloseable part = parts.pollLast(); part != null; part = parts.pollLast()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("a part did not close", e);
            }
        }
    }

    private void tick(Instant now) {
        lead(mayLead());
        queue.tick();
        if (nudges.isOpen()) {
            trickle.tick(now);
            monitors.forEach(monitor -> monitor.tick(now));
        }
    }

    private boolean mayLead() {
        if (settings.election().isEmpty()) {
            return watches.synced();
        }
        Leadership standing = leadership;
        if (standing != null) {
            return standing.leading();
        }
        if (watches.synced()) {
            leadership = own(Leadership.stand(client, settings.election().get()));
        }
        return false;
    }

    private void lead(boolean lead) {
        if (lead && !nudges.isOpen()) {
            monitors.forEach(Monitor::reset);
            nudges.open();
            startUp.run();
        } else if (!lead && nudges.isOpen()) {
            nudges.shut();
        }
    }

    private Optional<State> acceptance(Ref offer, ChildReader children) {
        Ref route = new Ref(offer.namespace(), Names.httpRoute(offer.name()));
        return Optional.ofNullable(watches.get(WatchedKind.HTTP_ROUTES, route)).map(children::acceptance);
    }

    private void gauges(PrometheusMeterRegistry metrics) {
        Gauge.builder("offerflow.watcher.leading", () -> leading() ? 1 : 0)
                .description("1 for the watcher that nudges")
                .register(metrics);
        Gauge.builder("offerflow.watcher.trickle.depth", trickle, Trickle::size)
                .description("Objects in the slow lane")
                .register(metrics);
    }

    private OpsServer listen(InetSocketAddress address, PrometheusMeterRegistry metrics) {
        try {
            return OpsServer.start(address, this::notReady, metrics);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("the watcher cannot listen on " + address, e);
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.addLast(part);
        return part;
    }
}

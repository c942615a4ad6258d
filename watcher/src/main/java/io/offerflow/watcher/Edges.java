package io.offerflow.watcher;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.gate.RouteListing;
import io.offerflow.cluster.gate.SettlementClient;
import io.offerflow.cluster.gate.SettlementListing;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.cluster.upstream.UpstreamSources;
import io.offerflow.watcher.change.AgentChildReader;
import io.offerflow.watcher.change.ChildReader;
import io.offerflow.watcher.kube.WatchedKind;
import io.offerflow.watcher.kube.Watches;
import io.offerflow.watcher.monitor.GateAsker;
import io.offerflow.watcher.settlement.OutboxAsker;
import io.offerflow.watcher.settlement.SettlementSink;
import io.offerflow.watcher.settlement.SettlementSink.Result;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Upstreams and gate replicas as the monitors ask them: on threads of their own, and with what the informers hold instead of requests. */
final class Edges implements GateAsker, OutboxAsker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Edges.class);

    /** The gate answers sooner where something changes. */
    private static final Duration OUTBOX_WAIT = Duration.ofSeconds(25);

    private static final List<WatchedKind> AGENT_CHILDREN = List.of(
            WatchedKind.DEPLOYMENTS,
            WatchedKind.SERVICES,
            WatchedKind.CONFIG_MAPS,
            WatchedKind.SERVICE_ACCOUNTS,
            WatchedKind.VOLUME_CLAIMS,
            WatchedKind.NETWORK_POLICIES);

    private final Watches watches;
    private final KubernetesClient client;
    private final boolean fixedReplicas;
    private final ReplicaSource source;
    private final GateClient gate;
    private final SettlementClient outbox;
    private final SettlementSink settlements;
    private final UpstreamProbe upstreams;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable List<URI> replicas;

    Edges(WatcherSettings settings, KubernetesClient client, Watches watches, SettlementSink settlements) {
        this.watches = watches;
        this.client = client;
        this.fixedReplicas = !settings.gateReplicas().isEmpty();
        this.source = fixedReplicas
                ? ReplicaSource.fixed(settings.gateReplicas())
                : ReplicaSource.watched(() -> convert(WatchedKind.GATE_ENDPOINTS, EndpointSlice.class));
        this.gate = new GateClient(source);
        // Listing needs no token.
        this.outbox = new SettlementClient(source, Optional::empty);
        this.settlements = settlements;
        this.upstreams = new UpstreamProbe(new Held(), settings.policy());
    }

    /** The replicas may have changed. */
    void gateChanged() {
        replicas = null;
    }

    @Override
    public Optional<List<URI>> replicas() {
        if (!fixedReplicas && !watches.synced(WatchedKind.GATE_ENDPOINTS)) {
            return Optional.empty();
        }
        List<URI> known = replicas;
        if (known == null) {
            known = source.replicas();
            replicas = known;
        }
        return Optional.of(known);
    }

    @Override
    public void list(URI replica, @Nullable String etag, Consumer<RouteListing> answer) {
        threads.execute(() -> {
            RouteListing listing = new RouteListing.Unreachable("could not be asked");
            try {
                listing = gate.list(replica, etag);
            } catch (CancellationException closing) {
                LOG.debug("not asked any more: {}", closing.getMessage());
            } finally {
                answer.accept(listing);
            }
        });
    }

    @Override
    public void unknown(URI replica, @Nullable String etag, Consumer<SettlementListing> answer) {
        threads.execute(() -> {
            SettlementListing listing = new SettlementListing.Unreachable("could not be asked");
            try {
                listing = outbox.unknown(replica, etag, OUTBOX_WAIT);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } finally {
                answer.accept(listing);
            }
        });
    }

    void start(OpenSettlement open, Consumer<Result> answer) {
        threads.execute(() -> {
            Result result = Result.REFUSED;
            try {
                result = settlements.start(open);
            } catch (RuntimeException bug) {
                LOG.error("a settlement's workflow was not started", bug);
            } finally {
                answer.accept(result);
            }
        });
    }

    /** The offers that own what is labelled as a child. */
    Set<Ref> childOwners() {
        Set<Ref> owners = new HashSet<>();
        for (WatchedKind kind : List.of(WatchedKind.HTTP_ROUTES, WatchedKind.MIDDLEWARES)) {
            for (GenericKubernetesResource child : watches.items(kind)) {
                ChildReader.owner(child).ifPresent(owners::add);
            }
        }
        return owners;
    }

    /** The agents that own what is labelled as a child. */
    Set<Ref> agentChildOwners() {
        Set<Ref> owners = new HashSet<>();
        for (WatchedKind kind : AGENT_CHILDREN) {
            for (GenericKubernetesResource child : watches.items(kind)) {
                AgentChildReader.owner(child).ifPresent(owners::add);
            }
        }
        return owners;
    }

    void look(ServiceOffer offer, Consumer<Optional<UpstreamView>> answer) {
        if (!watches.synced(WatchedKind.SERVICES)) {
            answer.accept(Optional.empty());
            return;
        }
        threads.execute(() -> {
            Optional<UpstreamView> view = Optional.empty();
            MDC.put("ref", offer.ref().toString());
            try {
                view = Optional.of(upstreams.look(offer));
            } catch (CancellationException closing) {
                LOG.debug("not probed any more: {}", closing.getMessage());
            } catch (RuntimeException bug) {
                LOG.error("upstream not probed", bug);
            } finally {
                answer.accept(view);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
        gate.close();
        outbox.close();
        upstreams.close();
    }

    private <T> List<T> convert(WatchedKind kind, Class<T> type) {
        return watches.items(kind).stream().map(item -> convert(item, type)).toList();
    }

    private <T> T convert(GenericKubernetesResource item, Class<T> type) {
        return client.getKubernetesSerialization().convertValue(item, type);
    }

    private final class Held implements UpstreamSources {
        @Override
        public @Nullable Service service(String namespace, String name) {
            GenericKubernetesResource held = watches.get(WatchedKind.SERVICES, new Ref(namespace, name));
            return held == null ? null : convert(held, Service.class);
        }

        @Override
        public List<GenericKubernetesResource> grants(String namespace) {
            return watches.items(WatchedKind.GRANTS).stream()
                    .filter(grant -> namespace.equals(grant.getMetadata().getNamespace()))
                    .toList();
        }
    }
}

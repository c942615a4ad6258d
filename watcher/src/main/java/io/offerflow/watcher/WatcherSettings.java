package io.offerflow.watcher;

import io.offerflow.cluster.Settings;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.watcher.lead.ElectionSettings;
import io.offerflow.watcher.monitor.GateSettings;
import io.offerflow.watcher.monitor.UpstreamSettings;
import io.offerflow.watcher.nudge.QueueSettings;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a watcher is told.
 *
 * @param listen where health and metrics are served; port 0 lets the system choose
 * @param rendering the worker's settings, from which the watcher knows what a child should be
 * @param agents the same for agents
 * @param policy the worker's too
 * @param gateReplicas base addresses of the gate's admin listeners; empty to follow the EndpointSlices of {@code x402/x402-verifier}
 * @param election empty for a watcher that is alone by construction
 * @param sweep time between two searches for orphans
 * @param secrets time between two looks at the versions of agents' Secrets
 */
public record WatcherSettings(
        InetSocketAddress listen,
        ControllerSettings rendering,
        AgentSettings agents,
        UpstreamPolicy policy,
        List<URI> gateReplicas,
        QueueSettings queue,
        UpstreamSettings upstream,
        GateSettings gate,
        Optional<ElectionSettings> election,
        Duration sweep,
        Duration secrets) {

    public static final String LISTEN = "OFFERFLOW_WATCHER_LISTEN";
    public static final String CONCURRENCY = "OFFERFLOW_WATCHER_CONCURRENCY";
    public static final String TRICKLE = "OFFERFLOW_WATCHER_TRICKLE";
    public static final String ELECTION = "OFFERFLOW_WATCHER_ELECTION";
    public static final String ELECTION_NAMESPACE = "OFFERFLOW_WATCHER_ELECTION_NAMESPACE";
    public static final String IDENTITY = "OFFERFLOW_WATCHER_IDENTITY";
    public static final String SWEEP = "OFFERFLOW_WATCHER_SWEEP";
    public static final String AGENT_SECRETS_INTERVAL = "OFFERFLOW_AGENT_SECRETS_INTERVAL";
    public static final String PROBE_INTERVAL = "OFFERFLOW_PROBE_INTERVAL";
    public static final String PROBE_UNHEALTHY_INTERVAL = "OFFERFLOW_PROBE_UNHEALTHY_INTERVAL";
    public static final String PROBE_CONCURRENCY = "OFFERFLOW_PROBE_CONCURRENCY";
    public static final String PROBE_DAMPING = "OFFERFLOW_PROBE_DAMPING";
    public static final String GATE_INTERVAL = "OFFERFLOW_GATE_INTERVAL";
    public static final String GATE_WAITING_INTERVAL = "OFFERFLOW_GATE_WAITING_INTERVAL";

    /** Where the gate lives; it exists wherever offers can be sold. */
    private static final String DEFAULT_NAMESPACE = "x402";

    private static final int MAX_CONCURRENCY = 1_000;

    public WatcherSettings {
        gateReplicas = List.copyOf(gateReplicas);
    }

    /** @throws IllegalArgumentException naming the setting that cannot be used */
    public static WatcherSettings from(Settings settings) {
        InetSocketAddress listen = settings.address(LISTEN, "0.0.0.0:8090");
        return new WatcherSettings(
                listen,
                ControllerSettings.from(settings::text),
                AgentSettings.from(settings::text),
                UpstreamPolicy.from(settings),
                settings.uris(ReplicaSource.SETTING, List.of()),
                queue(settings),
                upstream(settings),
                gate(settings),
                election(settings, listen),
                settings.duration(SWEEP, Duration.ofMinutes(10)),
                settings.duration(AGENT_SECRETS_INTERVAL, Duration.ofSeconds(30)));
    }

    private static QueueSettings queue(Settings settings) {
        QueueSettings defaults = QueueSettings.DEFAULTS;
        return new QueueSettings(
                settings.integer(CONCURRENCY, defaults.concurrency(), 1, MAX_CONCURRENCY),
                defaults.backoff(),
                settings.duration(TRICKLE, defaults.trickle()));
    }

    private static UpstreamSettings upstream(Settings settings) {
        UpstreamSettings defaults = UpstreamSettings.DEFAULTS;
        return new UpstreamSettings(
                settings.duration(PROBE_INTERVAL, defaults.interval()),
                settings.duration(PROBE_UNHEALTHY_INTERVAL, defaults.unhealthyInterval()),
                defaults.confirm(),
                settings.integer(PROBE_CONCURRENCY, defaults.concurrency(), 1, MAX_CONCURRENCY),
                settings.duration(PROBE_DAMPING, defaults.damping()));
    }

    private static GateSettings gate(Settings settings) {
        GateSettings defaults = GateSettings.DEFAULTS;
        return new GateSettings(
                settings.duration(GATE_INTERVAL, defaults.interval()),
                settings.duration(GATE_WAITING_INTERVAL, defaults.waitingInterval()),
                defaults.settle());
    }

    /** A pod's HOSTNAME is its name; the port tells several watchers of one machine apart. */
    private static Optional<ElectionSettings> election(Settings settings, InetSocketAddress listen) {
        if (!settings.bool(ELECTION, true)) {
            return Optional.empty();
        }
        String identity = settings.text(IDENTITY).orElseGet(() -> host(settings) + "-" + listen.getPort());
        String namespace = settings.text(ELECTION_NAMESPACE)
                .or(() -> settings.text("POD_NAMESPACE"))
                .orElse(DEFAULT_NAMESPACE);
        return Optional.of(ElectionSettings.of(namespace, identity));
    }

    private static String host(Settings settings) {
        return settings.text("HOSTNAME").orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return "watcher";
            }
        });
    }
}

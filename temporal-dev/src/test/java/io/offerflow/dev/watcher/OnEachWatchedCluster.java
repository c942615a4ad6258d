package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.ROUTES;
import static org.awaitility.Awaitility.await;

import io.offerflow.cluster.Settings;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.watcher.WatcherApp;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.settlement.SettlementSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A watcher over a cluster of each of {@link ApiServer}; what it would tell Temporal is recorded. */
@ParameterizedClass
@EnumSource(ApiServer.class)
abstract class OnEachWatchedCluster {
    /** What somebody may wait for the repair of what they broke. */
    static final Duration REPAIR = Duration.ofSeconds(5);
    /** Longer than anything that would be nudged wrongly takes to arrive. */
    static final Duration QUIET = Duration.ofMillis(1_500);

    static WatchedCluster cluster;

    @Parameter
    ApiServer apiServer;

    final RecordedNudges nudges = new RecordedNudges();
    WatcherApp watcher;

    @BeforeParameterizedClassInvocation
    static void startServer(ApiServer apiServer) {
        apiServer.absence().ifPresent(why -> {
            LoggerFactory.getLogger(OnEachWatchedCluster.class)
                    .warn("the {} API server is left out: {}", apiServer, why);
            Assumptions.abort(why);
        });
        cluster = new WatchedCluster(apiServer);
    }

    @AfterParameterizedClassInvocation
    static void stopServer() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @BeforeEach
    void startWatcher() {
        watcher = start(nudges, Map.of());
        await().until(watcher::leading);
    }

    @AfterEach
    void stopWatcher() {
        watcher.close();
        cluster.clean();
    }

    static WatcherApp start(RecordedNudges sink, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                WatcherSettings.LISTEN,
                "127.0.0.1:0",
                WatcherSettings.ELECTION,
                "false",
                // Nobody answers there: the gate says nothing, so it disagrees with no status.
                "OFFERFLOW_GATE_REPLICAS",
                "http://127.0.0.1:9",
                WatcherSettings.PROBE_INTERVAL,
                "1h"));
        settings.putAll(more);
        return WatcherApp.start(
                WatcherSettings.from(Settings.of(settings)),
                cluster.watcher,
                sink,
                open -> SettlementSink.Result.REFUSED,
                InstantSource.system());
    }

    void expect(String offer, Cause cause) {
        await().atMost(REPAIR).until(() -> nudges.has(offer, cause));
    }

    void expectQuiet() {
        await().during(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> nudges.all()
                .isEmpty());
    }

    /** An offer as it stands when the worker is done with it. */
    void published(String name) {
        cluster.offer(name);
        expect(name, Cause.ADDED);
        cluster.applyChildren(name);
        cluster.status(ROUTES, "so-" + name, acceptance("True", "Accepted"));
        cluster.statusReady(name);
        // The Gateway's word is compared a second after it changed; by then the status agrees.
        await().during(QUIET)
                .atMost(QUIET.multipliedBy(3))
                .until(() -> nudges.of(name).size() == 1);
        nudges.clear();
    }

    static String acceptance(String status, String reason) {
        return """
                {parents: [{parentRef: {namespace: traefik, name: traefik-gateway, sectionName: web},
                  controllerName: example.org/gateway,
                  conditions: [{type: Accepted, status: "%s", reason: %s, message: m, observedGeneration: 1,
                    lastTransitionTime: "2026-01-01T00:00:00Z"}]}]}
                """
                .formatted(status, reason);
    }
}

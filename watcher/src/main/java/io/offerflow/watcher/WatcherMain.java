package io.offerflow.watcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.Settings;
import io.offerflow.watcher.nudge.EntityNudger;
import io.offerflow.watcher.settlement.TemporalSettlements;
import io.offerflow.workflows.TemporalSettings;
import io.offerflow.workflows.client.TemporalConnection;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watcher as a process, stopped by SIGTERM. It waits for the API server and for Temporal, however long they take. Exit code 1 means that
 * it could not start, 2 that a setting is unusable.
 */
public final class WatcherMain {
    private static final Logger LOG = LoggerFactory.getLogger(WatcherMain.class);
    private static final int FAILED = 1;
    private static final int UNUSABLE_SETTINGS = 2;

    private WatcherMain() {}

    public static void main(String[] args) {
        try {
            Settings environment = Settings.of(System.getenv());
            run(
                    WatcherSettings.from(environment),
                    TemporalSettings.from(environment::text),
                    KubeClients.create(environment));
        } catch (IllegalArgumentException unusable) {
            LOG.error("{}", unusable.getMessage());
            System.exit(UNUSABLE_SETTINGS);
        } catch (RuntimeException failed) {
            LOG.error("the watcher could not start", failed);
            System.exit(FAILED);
        }
    }

    private static void run(WatcherSettings settings, TemporalSettings temporalSettings, KubernetesClient client) {
        PrometheusMeterRegistry metrics = Metrics.registry("watcher");
        TemporalConnection temporal = TemporalConnection.open(temporalSettings, metrics);
        EntityNudger nudger = new EntityNudger(temporal.client());
        TemporalSettlements settlements = new TemporalSettlements(temporal.client());
        WatcherApp app = WatcherApp.start(
                settings, new WatcherApp.Links(client, nudger, settlements, InstantSource.system(), metrics));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            app.close();
                            nudger.close();
                            settlements.close();
                            temporal.close();
                            client.close();
                            metrics.close();
                        },
                        "stop"));
        LOG.info("watching, health and metrics at {}", app.opsAddress());
    }
}

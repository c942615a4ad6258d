package io.offerflow.dev.stack;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.activities.WorkerApp;
import io.offerflow.activities.WorkerSettings;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.verifier.VerifierApp;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.watcher.WatcherApp;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.workflows.client.TemporalConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifier, worker and watcher in this JVM, over an in-process Temporal. They read the same settings as processes do. */
final class InProcessRoles implements Roles {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessRoles.class);

    private final Environment environment;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private InProcessRoles(Environment environment) {
        this.environment = environment;
    }

    static InProcessRoles start(Environment environment, TemporalBackend backend, InstantSource clock) {
        environment.writePricing();
        environment.writeToken(new SecureRandom());
        InProcessRoles roles = new InProcessRoles(environment);
        try {
            roles.startAll(backend, clock);
            return roles;
        } catch (IOException e) {
            roles.close();
            throw new UncheckedIOException("cannot start in process: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            roles.close();
            throw e;
        }
    }

    private void startAll(TemporalBackend backend, InstantSource clock) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>(System.getenv());
        variables.putAll(environment.variables());
        variables.put(WatcherSettings.ELECTION, "false");
        Settings settings = Settings.of(variables);
        KubernetesClient client = own(KubeClients.create(settings));
        own(VerifierApp.start(VerifierSettings.of(settings), client, clock));
        TemporalConnection temporal = own(TemporalConnection.over(backend.stubs(), TemporalBackend.NAMESPACE));
        PrometheusMeterRegistry metrics = Metrics.registry("worker");
        own(metrics::close);
        ReplicaSource replicas = ReplicaSource.from(settings, client, clock);
        own(WorkerApp.start(
                WorkerSettings.from(settings), new WorkerApp.Links(client, replicas, temporal, metrics), clock));
        own(WatcherApp.start(WatcherSettings.from(settings), client, temporal.client(), clock));
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public String kind() {
        return "in process";
    }

    @Override
    public String verifyAddress() {
        return environment.verifyAddress();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }
}

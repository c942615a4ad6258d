package io.offerflow.activities;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.workflows.TemporalSettings;
import io.offerflow.workflows.client.TemporalConnection;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker as a process. It waits for Temporal and for the API server, however long they take, and stops on SIGTERM. A setting that
 * cannot be used ends it with status 2.
 */
public final class WorkerMain {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
    private static final int BAD_SETTING = 2;
    private static final long RETRY_MILLIS = 1_000;
    /** Kubernetes kills after 30 s. */
    private static final long LONGEST_STOP_SECONDS = 20;

    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        Settings env = Settings.of(System.getenv());
        WorkerSettings settings;
        TemporalSettings temporal;
        KubernetesClient kube;
        ReplicaSource replicas;
        try {
            settings = WorkerSettings.from(env);
            temporal = TemporalSettings.from(env::text);
            kube = KubeClients.create(env);
            replicas = ReplicaSource.from(env, kube, InstantSource.system());
        } catch (IllegalArgumentException badSetting) {
            LOG.error("{}", badSetting.getMessage());
            System.exit(BAD_SETTING);
            return;
        }
        run(settings, temporal, kube, replicas);
    }

    private static void run(
            WorkerSettings settings, TemporalSettings temporalSettings, KubernetesClient kube, ReplicaSource replicas)
            throws IOException {
        PrometheusMeterRegistry metrics = Metrics.registry("worker");
        CountDownLatch stopped = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(main, stopped), "stop"));
        try (kube;
                TemporalConnection temporal = TemporalConnection.open(temporalSettings, metrics)) {
            serve(settings, new WorkerApp.Links(kube, replicas, temporal, metrics));
        } catch (InterruptedException asked) {
            LOG.info("stopped");
        } finally {
            metrics.close();
            stopped.countDown();
        }
    }

    /** Works until the calling thread is interrupted. */
    private static void serve(WorkerSettings settings, WorkerApp.Links links) throws IOException, InterruptedException {
        links.temporal().awaitUsable();
        awaitApiServer(links.kube());
        try (WorkerApp worker = WorkerApp.start(settings, links, InstantSource.system())) {
            LOG.info("worker is ready, health and metrics at {}", worker.opsAddress());
            new CountDownLatch(1).await();
        }
    }

    /** Interrupting is how the main thread is told to stop, wherever it waits; the process ends when it has closed everything. */
    private static void interrupt(Thread main, CountDownLatch stopped) {
        main.interrupt();
        try {
            stopped.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitApiServer(KubernetesClient kube) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                LOG.info("Kubernetes {}", kube.getKubernetesVersion().getGitVersion());
                return;
            } catch (KubernetesClientException away) {
                if (!told) {
                    told = true;
                    LOG.info("waiting for the Kubernetes API server (code {})", away.getCode());
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }
}

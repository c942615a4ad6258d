package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.activities.WorkerApp;
import io.offerflow.activities.WorkerSettings;
import io.offerflow.api.Ref;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.ObolSearchAttributes;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.OfferInput;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A worker between an API server and a Temporal server. */
@ParameterizedClass
@EnumSource(TemporalServerKind.class)
class WorkerAppIT {
    private static final Ref OFFER = new Ref("default", "a");

    @Parameter
    TemporalServerKind kind;

    private KubeServer kubeServer;
    private KubernetesClient kube;
    private TemporalBackend temporalServer;
    private TemporalConnection temporal;
    private PrometheusMeterRegistry metrics;
    private WorkerApp worker;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        kind.absence().ifPresent(why -> {
            LoggerFactory.getLogger(WorkerAppIT.class).warn("the {} Temporal server is left out: {}", kind, why);
            Assumptions.abort(why);
        });
        kubeServer = KubeServer.start(KubeServerOptions.defaults());
        kube = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeServer.kubeconfig()))
                .build();
        ClusterSetup.prepare(kube, Ref.parse(ControllerSettings.DEFAULTS.gateway()));
        metrics = Metrics.registry("worker");
        temporalServer = kind.start();
        // A namespace that nobody made before.
        temporal = kind.connect(temporalServer, "fresh", metrics);
        temporal.awaitUsable();
        worker = WorkerApp.start(
                WorkerSettings.from(Settings.of(Map.of(WorkerSettings.LISTEN, "127.0.0.1:0"))),
                new WorkerApp.Links(kube, ReplicaSource.fixed(List.of()), temporal, metrics),
                InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {worker, temporal, temporalServer, kube, kubeServer}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    void anOfferIsSeenThroughAndItsWorkflowEndsWithIt() {
        create();
        WorkflowStub workflow = nudge();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(offer().getMetadata().getFinalizers()).containsExactly("monetize.obol.org/finalizer");
            assertThat(offer().<Object>get("status", "phase")).isEqualTo("Reconciling");
        });
        await().untilAsserted(() -> assertThat(
                        workflow.describe().getTypedSearchAttributes().get(ObolSearchAttributes.NAME))
                .isEqualTo("a"));
        offers().delete();
        nudge();
        workflow.getResult(Void.class);
        assertThat(offer()).isNull();
        assertThat(temporal.client().fetchHistory(OFFER.offerWorkflowId()).getEvents())
                .extracting(HistoryEvent::getEventType)
                .doesNotContain(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    }

    @Test
    void healthAndMetricsAreServedAndAClosedWorkerIsSilent() throws IOException, InterruptedException {
        URI ops = URI.create("http://127.0.0.1:" + worker.opsAddress().getPort());
        assertThat(get(ops.resolve("/healthz")).statusCode()).isEqualTo(200);
        assertThat(get(ops.resolve("/readyz")).statusCode()).isEqualTo(200);
        if (kind == TemporalServerKind.REAL) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() ->
                            assertThat(get(ops.resolve("/metrics")).body()).contains("temporal_worker_start"));
        }
        worker.close();
        WorkflowStub workflow = nudge();
        assertThat(workflow.describe().getWorkflowExecutionInfo().getHistoryLength())
                .isLessThan(4);
    }

    private void create() {
        kube.load(new ByteArrayInputStream(
                        """
                        apiVersion: obol.org/v1alpha1
                        kind: ServiceOffer
                        metadata: {namespace: default, name: a}
                        spec:
                          upstream: {service: nothing, port: 80}
                          payment:
                            network: base-sepolia
                            payTo: "0x1111111111111111111111111111111111111111"
                            price: {perRequest: "0.001"}
                        """
                                .getBytes(StandardCharsets.UTF_8)))
                .create();
    }

    /** As the watcher does. */
    private WorkflowStub nudge() {
        ServiceOfferWorkflow workflow = temporal.client()
                .newWorkflowStub(
                        ServiceOfferWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.CONTROL)
                                .setWorkflowId(OFFER.offerWorkflowId())
                                .build());
        BatchRequest start = temporal.client().newSignalWithStartRequest();
        start.add(workflow::run, OfferInput.of(OFFER));
        start.add(workflow::nudge, new Nudge(null, 0, "test"));
        temporal.client().signalWithStart(start);
        return WorkflowStub.fromTyped(workflow);
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private Resource<GenericKubernetesResource> offers() {
        return kube.genericKubernetesResources("obol.org/v1alpha1", "ServiceOffer")
                .inNamespace("default")
                .withName("a");
    }

    private GenericKubernetesResource offer() {
        return offers().get();
    }
}

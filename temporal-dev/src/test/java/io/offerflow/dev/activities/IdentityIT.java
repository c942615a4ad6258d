package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.identity.IdentityWork;
import io.offerflow.activities.identity.IdentityWorkerSettings;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.identity.AgentIdentityWorkflowImpl;
import io.offerflow.workflows.identity.IdentityInput;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.RegistrationWorkflowImpl;
import io.offerflow.workflows.offer.ControllerSettings;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Identities on an API server, with the real workflows, around a scripted chain. */
class IdentityIT extends OnEachCluster {
    private static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(20_000)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final TemporalBackend server = EmbeddedTemporal.start();
    private final TemporalConnection temporal = TemporalConnection.over(server.stubs(), "identities");
    private final WorkerFactory workers = WorkerFactory.newInstance(temporal.client());

    @BeforeEach
    void startWorkers() throws InterruptedException {
        temporal.awaitUsable();
        IdentityWork work = IdentityWork.of(
                kube,
                new IdentityWork.Chains(registry, registry, AccountSettings.from(Settings.of(Map.of()))),
                IdentityWorkerSettings.from(
                        Settings.of(Map.of(
                                IdentitySettings.SIGNER,
                                ScriptedRegistry.SIGNER,
                                IdentityWorkerSettings.PUBLIC_URL,
                                "https://shop.example")),
                        ControllerSettings.DEFAULTS),
                InstantSource.system());
        Worker worker = workers.newWorker(TaskQueues.CONTROL, PATIENT);
        worker.registerWorkflowImplementationTypes(AgentIdentityWorkflowImpl.class, RegistrationWorkflowImpl.class);
        worker.registerActivitiesImplementations(work.identities(), work.requests());
        workers.newWorker(TaskQueues.CHAIN, PATIENT).registerActivitiesImplementations(work.chains());
        workers.start();
    }

    @AfterEach
    void stopWorkers() throws Exception {
        workers.shutdownNow();
        temporal.close();
        server.close();
    }

    @Test
    void anOfferThatAsksGetsAnIdInItsRequestAndInTheDocument() throws Exception {
        GenericKubernetesResource offer = offer("quant", "service: api, port: 80");
        patch(offers("quant"), "kubectl", "{\"spec\":{\"registration\":{\"enabled\":true,\"name\":\"Quant\"}}}");
        create(
                """
                apiVersion: obol.org/v1alpha1
                kind: RegistrationRequest
                metadata: {namespace: shop, name: so-quant-registration}
                spec: {serviceOfferName: quant, serviceOfferNamespace: shop, desiredState: Active, chain: base-sepolia}
                """);
        Ref request = new Ref("shop", "so-quant-registration");
        registry.uri = "https://shop.example/.well-known/agent-registration.json";
        registry.metadata = Map.of("x402", "{\"x402\":true}".getBytes(StandardCharsets.UTF_8));
        nudge("AgentIdentityWorkflow", ResourceKind.AGENT_IDENTITY, AgentIdentity.SHARED);
        await().atMost(PATIENCE).until(() -> deployment().get() != null);
        nudge("RegistrationWorkflow", ResourceKind.REGISTRATION_REQUEST, request);
        await().atMost(PATIENCE)
                .until(() -> status(requests(request)).path("phase").asText().equals("Pending"));
        assertThat(status(requests(request)).path("message").asText()).contains("RoutePublished of shop/quant");
        assertThat(registry.intents).isEmpty();

        goOnSale(offers("quant").get().getMetadata().getGeneration());
        serve();
        nudge("AgentIdentityWorkflow", ResourceKind.AGENT_IDENTITY, AgentIdentity.SHARED);
        await().atMost(PATIENCE).until(() -> document().path("registrations").has(0));
        serve();
        nudge("AgentIdentityWorkflow", ResourceKind.AGENT_IDENTITY, AgentIdentity.SHARED);
        await().atMost(PATIENCE)
                .until(() -> status(identities()).path("phase").asText().equals("Registered"));
        nudge("RegistrationWorkflow", ResourceKind.REGISTRATION_REQUEST, request);
        await().atMost(PATIENCE)
                .until(() -> status(requests(request)).path("phase").asText().equals("Registered"));

        JsonNode told = status(requests(request));
        assertThat(told.path("agentId").asText()).isEqualTo("0");
        assertThat(told.path("registrationTxHash").asText()).startsWith("0x7a7a");
        assertThat(told.path("explorer").asText()).startsWith("https://sepolia.basescan.org/tx/0x7a7a");
        assertThat(told.path("publishedUrl").asText()).isEqualTo(registry.uri);
        assertThat(document().at("/registrations/0/agentId").isIntegralNumber()).isTrue();
        assertThat(document().path("name").asText()).isEqualTo("Quant");
        assertThat(registry.intents).hasSize(1);
        assertThat(offer.getMetadata().getName()).isEqualTo("quant");
    }

    private void nudge(String type, ResourceKind kind, Ref ref) {
        temporal.client()
                .newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(kind.workflowId(ref))
                                .setTaskQueue(TaskQueues.CONTROL)
                                .build())
                .signalWithStart(
                        "nudge", new Object[] {new Nudge(null, 0, "test")}, new Object[] {IdentityInput.of(ref)});
    }

    /** What the offer's own workflow would write. */
    private static void goOnSale(long generation) {
        String condition =
                "{\"type\":\"%s\",\"status\":\"True\",\"reason\":\"Reconciled\",\"message\":\"\",\"observedGeneration\":"
                        + generation + ",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}";
        patchStatus(
                offers("quant"),
                "{\"conditions\":[" + condition.formatted("PaymentGateReady") + ","
                        + condition.formatted("RoutePublished") + "]}");
    }

    /** What a Deployment controller would write. */
    private static void serve() {
        long generation = deployment().get().getMetadata().getGeneration();
        patchStatus(
                deployment(),
                "{\"observedGeneration\":" + generation
                        + ",\"replicas\":1,\"updatedReplicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}");
    }

    private static void patchStatus(Resource<GenericKubernetesResource> object, String status) {
        object.subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager("test")
                                .build(),
                        "{\"status\":" + status + "}");
    }

    private static JsonNode document() throws Exception {
        ConfigMap map = kube.configMaps()
                .inNamespace("x402")
                .withName("agentidentity-default-registration")
                .get();
        return Json.mapper()
                .readTree(
                        Objects.requireNonNull(map, "it is published").getData().get("agent-registration.json"));
    }

    private static Resource<GenericKubernetesResource> deployment() {
        return object("apps", "v1", "Deployment", "deployments", "x402", "agentidentity-default-registration");
    }

    private static Resource<GenericKubernetesResource> identities() {
        return object("obol.org", "v1alpha1", "AgentIdentity", "agentidentities", "x402", "default");
    }

    private static Resource<GenericKubernetesResource> requests(Ref ref) {
        return object(
                "obol.org", "v1alpha1", "RegistrationRequest", "registrationrequests", ref.namespace(), ref.name());
    }

    private static JsonNode status(Resource<GenericKubernetesResource> object) {
        return Json.mapper().<JsonNode>valueToTree(object.get()).path("status");
    }

    private static Resource<GenericKubernetesResource> object(
            String group, String version, String kind, String plural, String namespace, String name) {
        return kube.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(group)
                        .withVersion(version)
                        .withKind(kind)
                        .withPlural(plural)
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace)
                .withName(name);
    }
}

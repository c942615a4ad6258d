package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.StatusRuntimeException;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.workflows.Payloads;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A chain and a namespace for one run after the other, so that no run sees the trouble of another. */
record Bench(Anvil anvil, WorkflowClient client, Path folder, KubernetesClient kube, Outage outage) {

    /** The namespace, at Temporal as in the cluster. */
    String name() {
        return client.getOptions().getNamespace();
    }

    static Bench start(RealTemporal temporal, KubernetesClient kube, Outage outage, Path folder) throws Exception {
        String namespace = folder.getFileName().toString();
        temporal.stubs()
                .blockingStub()
                .registerNamespace(RegisterNamespaceRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecutionRetentionPeriod(
                                com.google.protobuf.Duration.newBuilder().setSeconds(86_400))
                        .build());
        await().atMost(Duration.ofSeconds(30)).until(() -> serves(temporal, namespace));
        Path own = Files.createDirectories(folder);
        kube.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        WorkflowClient client = WorkflowClient.newInstance(
                temporal.stubs(),
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setDataConverter(Payloads.converter())
                        .build());
        return new Bench(Anvil.start(own), client, own, kube, outage);
    }

    /** Known to all parts of the server, which learn of a new one in turn. */
    private static boolean serves(RealTemporal temporal, String namespace) {
        try {
            temporal.stubs()
                    .blockingStub()
                    .countWorkflowExecutions(CountWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }
}

package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.offerflow.dev.temporal.TemporalBackend;
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
record Bench(Anvil anvil, WorkflowClient client, Path folder) {

    static Bench start(TemporalBackend temporal, Path folder, int number) throws Exception {
        String namespace = "mint-" + number;
        temporal.stubs()
                .blockingStub()
                .registerNamespace(RegisterNamespaceRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecutionRetentionPeriod(
                                com.google.protobuf.Duration.newBuilder().setSeconds(86_400))
                        .build());
        await().atMost(Duration.ofSeconds(30)).until(() -> serves(temporal, namespace));
        Path own = Files.createDirectories(folder.resolve(namespace));
        WorkflowClient client = WorkflowClient.newInstance(
                temporal.stubs(),
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setDataConverter(Payloads.converter())
                        .build());
        return new Bench(Anvil.start(own), client, own);
    }

    /** Known to all parts of the server, which learn of a new one in turn. */
    private static boolean serves(TemporalBackend temporal, String namespace) {
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

package io.offerflow.dev.hermes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.api.name.Labels;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes into the status of Deployments that the newest pod is ready, as controller and kubelet would some time later: of agents and their signers, and of
 * the servers of documents, whose part the stand-in of the gateway plays.
 */
public final class ReadyPods implements AutoCloseable {
    private static final String STATUS =
            """
            {"status":{"observedGeneration":%d,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}}
            """;
    private static final long RETRY_MILLIS = 250;

    private final KubernetesClient client;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ready-pods").daemon().factory());
    private final SharedIndexInformer<Deployment> informer;

    private ReadyPods(KubernetesClient client, String... names) {
        this.client = client;
        this.informer = client.apps()
                .deployments()
                .inAnyNamespace()
                .withLabelIn(Labels.APP_NAME, names)
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Deployment deployment) {
                        writer.execute(() -> ready(deployment));
                    }

                    @Override
                    public void onUpdate(Deployment before, Deployment deployment) {
                        writer.execute(() -> ready(deployment));
                    }

                    @Override
                    public void onDelete(Deployment deployment, boolean unknown) {
                        // Its status went with it.
                    }
                });
    }

    /** For all that the stack knows no better of. */
    public static ReadyPods start(KubernetesClient client) {
        return new ReadyPods(client, "hermes", Labels.SIGNER, Labels.DOCUMENT);
    }

    /** Where something else runs agents. */
    public static ReadyPods ofDocuments(KubernetesClient client) {
        return new ReadyPods(client, Labels.DOCUMENT);
    }

    @Override
    public void close() {
        informer.close();
        writer.shutdownNow();
    }

    private void ready(Deployment deployment) {
        Long generation = deployment.getMetadata().getGeneration();
        if (deployment.getStatus() != null
                && Objects.equals(deployment.getStatus().getObservedGeneration(), generation)) {
            return;
        }
        try {
            client.apps()
                    .deployments()
                    .resource(deployment)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), STATUS.formatted(generation));
        } catch (KubernetesClientException away) {
            if (away.getCode() != 404) {
                writer.schedule(() -> ready(deployment), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}

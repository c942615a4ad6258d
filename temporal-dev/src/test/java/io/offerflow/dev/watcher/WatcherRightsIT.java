package io.offerflow.dev.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.watcher.WatcherApp;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.settlement.SettlementSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The role of deploy/rbac is all that the watcher needs, and opens no Secret beyond the three that it asks versions of. */
class WatcherRightsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RecordedNudges nudges = new RecordedNudges();

    @Test
    void theWatcherLeadsAndNoticesARotatedKeyWithTheRightsOfItsRole() throws IOException {
        if (ApiServer.REAL.absence().isPresent()) {
            String why = ApiServer.REAL.absence().get() + "; the embedded API server knows no rights";
            LoggerFactory.getLogger(WatcherRightsIT.class).warn("left out: {}", why);
            Assumptions.abort(why);
        }
        try (WatchedCluster cluster = new WatchedCluster(ApiServer.REAL)) {
            grant(cluster.people);
            Config config = new ConfigBuilder(cluster.people.getConfiguration())
                    .withImpersonateUsername("system:serviceaccount:offerflow:offerflow-watcher")
                    .build();
            try (KubernetesClient limited =
                            new KubernetesClientBuilder().withConfig(config).build();
                    WatcherApp watcher = start(limited)) {
                await().atMost(PATIENCE).until(watcher::leading);
                assertThat(watcher.notReady()).isEqualTo(Optional.empty());
                cluster.create(
                        """
                        apiVersion: obol.org/v1alpha1
                        kind: Agent
                        metadata: {namespace: shop, name: quant}
                        spec: {model: one}
                        """);
                await().atMost(PATIENCE).until(() -> nudges.has("quant", Cause.ADDED));
                // The first look only remembers, so the key is changed until it was seen twice.
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                    rotate(cluster.people);
                    return nudges.has("quant", Cause.SECRET);
                });
                assertNothingElseIsOpen(limited);
            }
        }
    }

    private static void assertNothingElseIsOpen(KubernetesClient limited) {
        assertThatThrownBy(() -> limited.secrets().inAnyNamespace().list()).hasMessageContaining("forbidden");
        assertThatThrownBy(() -> limited.secrets()
                        .inAnyNamespace()
                        .withField("metadata.name", "remote-signer-keystore")
                        .list())
                .hasMessageContaining("forbidden");
        assertThatThrownBy(() -> limited.secrets()
                        .inNamespace(WatchedCluster.NAMESPACE)
                        .withName("hermes-model-key")
                        .get())
                .hasMessageContaining("forbidden");
        assertThatThrownBy(() -> limited.genericKubernetesResources(WatchedCluster.AGENTS)
                        .inNamespace(WatchedCluster.NAMESPACE)
                        .withName("quant")
                        .delete())
                .hasMessageContaining("forbidden");
    }

    private static void grant(KubernetesClient people) throws IOException {
        people.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("x402")
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        people.load(Files.newInputStream(Path.of("../deploy/rbac/watcher.yaml")))
                .resources()
                .forEach(resource -> resource.createOr(r -> r.update()));
    }

    private WatcherApp start(KubernetesClient limited) {
        return WatcherApp.start(
                WatcherSettings.from(Settings.of(Map.of(
                        WatcherSettings.LISTEN,
                        "127.0.0.1:0",
                        WatcherSettings.AGENT_SECRETS_INTERVAL,
                        "1s",
                        "OFFERFLOW_GATE_REPLICAS",
                        "http://127.0.0.1:9"))),
                limited,
                nudges,
                open -> SettlementSink.Result.REFUSED,
                InstantSource.system());
    }

    private static void rotate(KubernetesClient people) {
        Secret key = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(WatchedCluster.NAMESPACE)
                .withName("hermes-model-key")
                .endMetadata()
                .addToStringData("LLM_KEY", "sk-" + System.nanoTime())
                .build();
        people.resource(key).createOr(existing -> existing.update());
    }
}

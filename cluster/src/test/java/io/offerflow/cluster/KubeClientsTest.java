package io.offerflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeClientsTest {
    private static final String TWO_CONTEXTS =
            """
            apiVersion: v1
            kind: Config
            current-context: one
            clusters:
            - {name: c1, cluster: {server: "http://127.0.0.1:1001"}}
            - {name: c2, cluster: {server: "http://127.0.0.1:1002"}}
            users:
            - {name: u, user: {}}
            contexts:
            - {name: one, context: {cluster: c1, user: u}}
            - {name: two, context: {cluster: c2, user: u}}
            """;

    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void write() throws Exception {
        Path path = folder.resolve("kubeconfig");
        Files.writeString(path, TWO_CONTEXTS);
        file = path.toString();
    }

    private static String master(Map<String, String> settings) {
        try (KubernetesClient client = KubeClients.create(Settings.of(settings))) {
            assertThat(client.getConfiguration().getRequestTimeout()).isEqualTo(10_000);
            return client.getMasterUrl().toString();
        }
    }

    @Test
    void theNamedContextOfTheNamedFileIsUsed() {
        assertThat(master(Map.of(KubeClients.KUBECONFIG, file))).contains(":1001");
        assertThat(master(Map.of(KubeClients.KUBECONFIG, file, KubeClients.CONTEXT, "two")))
                .contains(":1002");
    }

    @Test
    void aMissingFileOrContextIsRefusedInsteadOfFallingBackToAnotherCluster() {
        assertThatThrownBy(() -> master(Map.of(KubeClients.KUBECONFIG, file + "x")))
                .hasMessageContaining("readable kubeconfig");
        assertThatThrownBy(() -> master(Map.of(KubeClients.KUBECONFIG, file, KubeClients.CONTEXT, "three")))
                .hasMessage("OFFERFLOW_KUBE_CONTEXT is \"three\": a context of " + file + " is needed");
    }
}

package io.offerflow.dev.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of the user's is used only when file and context both name it, and then exactly that one. */
class OwnClusterTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void twoClusters() throws IOException {
        file = Files.writeString(
                folder.resolve("config"),
                """
                apiVersion: v1
                kind: Config
                current-context: production
                clusters:
                - {name: a, cluster: {server: "https://production.example"}}
                - {name: b, cluster: {server: "https://test.example"}}
                contexts:
                - {name: production, context: {cluster: a, user: me}}
                - {name: my-test-cluster, context: {cluster: b, user: me}}
                users:
                - {name: me, user: {token: t}}
                """);
    }

    private KubeBackend start(Optional<Path> kubeconfig, Optional<String> context) {
        DevOptions options = new DevOptions(
                folder,
                DevPorts.shifted(0),
                DevOptions.Kind.EMBEDDED,
                DevOptions.Kind.EMBEDDED,
                kubeconfig,
                context,
                Optional.empty(),
                Optional.empty());
        return KubeBackend.start(options, InstantSource.system());
    }

    @Test
    void theNamedContextIsUsedAndNotTheCurrentOne() {
        try (KubeBackend given = start(Optional.of(file), Optional.of("my-test-cluster"))) {
            assertThat(given.kind()).isEqualTo("given");
            assertThat(Config.fromKubeconfig(given.kubeconfig()).getMasterUrl()).startsWith("https://test.example");
        }
    }

    @Test
    void halfANameTouchesNothing() {
        assertThatThrownBy(() -> start(Optional.of(file), Optional.empty()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("--kubeconfig needs --context");
        assertThatThrownBy(() -> start(Optional.empty(), Optional.of("my-test-cluster")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("--context needs --kubeconfig");
        assertThatThrownBy(() -> start(Optional.of(file), Optional.of("another")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("has no such context");
    }
}

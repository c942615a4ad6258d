package io.offerflow.flows.scenario;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.kube.real.RealKube;
import io.offerflow.dev.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** A Kubernetes API that runs before any stack does. */
final class Kube implements AutoCloseable {
    private final Path file;
    private final Config config;
    private final Runnable end;

    private Kube(Path file, Config config, Runnable end) {
        this.file = file;
        this.config = config;
        this.end = end;
    }

    /** @param folder where its kubeconfig is written */
    static Kube start(StackKind kind, Path folder) throws IOException {
        return switch (kind) {
            case EMBEDDED -> {
                KubeServer server =
                        KubeServer.start(new KubeServerOptions(FreePorts.take(1).getFirst(), InstantSource.system()));
                yield of(server.kubeconfig(), folder, server::close);
            }
            case REAL -> {
                RealKube server = RealKube.start(RealKube.binaries().orElseThrow());
                yield of(server.kubeconfig(), folder, server::close);
            }
        };
    }

    private static Kube of(String kubeconfig, Path folder, Runnable end) throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.kubeconfig"), kubeconfig);
        return new Kube(file, Serialization.unmarshal(kubeconfig, Config.class), end);
    }

    Path file() {
        return file;
    }

    Config config() {
        return config;
    }

    /** The caller closes it. */
    KubernetesClient client() {
        return KubeClients.create(Settings.of(Map.of(KubeClients.KUBECONFIG, file.toString())));
    }

    @Override
    public void close() {
        end.run();
    }
}

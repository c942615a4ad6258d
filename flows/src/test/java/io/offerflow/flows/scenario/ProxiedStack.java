package io.offerflow.flows.scenario;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.cluster.KubeClients;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.stack.DevStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stack whose verifier, worker and watcher reach the API server through a proxy; tests, gateway and facilitator do not. */
record ProxiedStack(Kube kube, FaultProxy proxy, DevStack stack) implements AutoCloseable {

    static ProxiedStack start(StackKind kind, Path state) throws IOException {
        Kube kube = Kube.start(kind, state);
        FaultProxy proxy = null;
        try {
            proxy = FaultProxy.start(0, behind(kube.config()), InstantSource.system());
            Path file = state.resolve("proxied.kubeconfig");
            Files.writeString(file, through(proxy, kube.config()));
            DevStack stack = Stacks.over(kube, kind, state, Map.of(KubeClients.KUBECONFIG, file.toString()));
            return new ProxiedStack(kube, proxy, stack);
        } catch (IOException | RuntimeException failed) {
            end(kube, proxy);
            throw failed;
        }
    }

    private static Upstream behind(Config config) {
        String server = config.getClusters().getFirst().getCluster().getServer();
        Upstream upstream = Upstream.of(URI.create(server)).trustingAnyCertificate();
        String token = config.getUsers().getFirst().getUser().getToken();
        return token == null ? upstream : upstream.withToken(token);
    }

    /** The proxy brings the token, so that this file has none. */
    private static String through(FaultProxy proxy, Config config) {
        return Serialization.asYaml(new ConfigBuilder(config)
                .editFirstCluster()
                .editCluster()
                .withServer(proxy.address().toString())
                .withCertificateAuthorityData(null)
                .endCluster()
                .endCluster()
                .editFirstUser()
                .withNewUser()
                .endUser()
                .endUser()
                .build());
    }

    @Override
    public void close() {
        stack.close();
        end(kube, proxy);
    }

    private static void end(Kube kube, @Nullable FaultProxy proxy) {
        if (proxy != null) {
            proxy.close();
        }
        kube.close();
    }
}

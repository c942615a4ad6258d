package io.offerflow.dev.stack;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.kube.real.RealKube;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The Kubernetes API of a local run.
 *
 * @param kind {@code embedded}, {@code real} or {@code given}
 * @param kubeconfig text of a kubeconfig whose current context is the one to use
 * @param real the control plane, where it is a real one of ours
 * @param end stops what we started; nothing for a cluster of the user's
 */
record KubeBackend(String kind, String kubeconfig, Optional<RealKube> real, Runnable end) implements AutoCloseable {

    static KubeBackend start(DevOptions options, InstantSource clock) {
        if (options.kubeconfig().isPresent() || options.context().isPresent()) {
            return given(options);
        }
        boolean real = options.kube() == DevOptions.Kind.REAL
                || (options.kube() == DevOptions.Kind.AUTO
                        && RealKube.binaries().isPresent());
        if (real) {
            Path binaries =
                    RealKube.binaries().orElseThrow(() -> new StackException("--kube real: " + RealKube.whyAbsent()));
            RealKube kube = RealKube.start(binaries);
            return new KubeBackend("real", kube.kubeconfig(), Optional.of(kube), kube::close);
        }
        KubeServer kube = KubeServer.start(new KubeServerOptions(options.ports().kube(), clock));
        return new KubeBackend("embedded", kube.kubeconfig(), Optional.empty(), kube::close);
    }

    /** Both must be named, so that no cluster is touched by accident. */
    private static KubeBackend given(DevOptions options) {
        Path file = options.kubeconfig()
                .orElseThrow(
                        () -> new StackException("--context needs --kubeconfig: name the file that has the context"));
        String context = options.context()
                .orElseThrow(
                        () -> new StackException("--kubeconfig needs --context: name the context that may be changed"));
        try {
            Config config = Serialization.unmarshal(Files.readString(file), Config.class);
            if (config.getContexts().stream().noneMatch(named -> named.getName().equals(context))) {
                throw new StackException("--context " + context + ": " + file + " has no such context");
            }
            Config chosen =
                    new ConfigBuilder(config).withCurrentContext(context).build();
            return new KubeBackend("given", Serialization.asYaml(chosen), Optional.empty(), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException("--kubeconfig " + file + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}

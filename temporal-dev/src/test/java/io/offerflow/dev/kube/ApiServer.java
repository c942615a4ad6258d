package io.offerflow.dev.kube;

import io.offerflow.dev.kube.real.RealKube;
import java.util.Optional;

/** The API servers on which everything must behave the same. */
public enum ApiServer {
    EMBEDDED {
        @Override
        public Optional<String> absence() {
            return Optional.empty();
        }

        @Override
        public Running start() {
            KubeServer kube = KubeServer.start(KubeServerOptions.defaults());
            return new Running(kube.kubeconfig(), kube::close);
        }
    },
    REAL {
        @Override
        public Optional<String> absence() {
            return RealKube.binaries().isPresent() ? Optional.empty() : Optional.of(RealKube.whyAbsent());
        }

        @Override
        public Running start() {
            RealKube kube = RealKube.start(RealKube.binaries().orElseThrow());
            return new Running(kube.kubeconfig(), kube::close);
        }
    };

    /** Where it is, and how it ends. */
    public record Running(String kubeconfig, Runnable stop) {}

    /** Why it cannot be started here; empty when it can. */
    public abstract Optional<String> absence();

    public abstract Running start();
}

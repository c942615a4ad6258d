package io.offerflow.dev.watcher;

import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.kube.real.RealKube;
import java.util.Optional;

/** The API servers on which the watcher must behave the same. */
enum ApiServer {
    EMBEDDED {
        @Override
        Optional<String> absence() {
            return Optional.empty();
        }

        @Override
        Running start() {
            KubeServer kube = KubeServer.start(KubeServerOptions.defaults());
            return new Running(kube.kubeconfig(), kube::close);
        }
    },
    REAL {
        @Override
        Optional<String> absence() {
            return RealKube.binaries().isPresent() ? Optional.empty() : Optional.of(RealKube.whyAbsent());
        }

        @Override
        Running start() {
            RealKube kube = RealKube.start(RealKube.binaries().orElseThrow());
            return new Running(kube.kubeconfig(), kube::close);
        }
    };

    record Running(String kubeconfig, Runnable stop) {}

    /** Why it cannot be started here; empty when it can. */
    abstract Optional<String> absence();

    abstract Running start();
}

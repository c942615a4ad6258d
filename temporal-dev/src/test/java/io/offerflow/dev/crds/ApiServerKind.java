package io.offerflow.dev.crds;

import io.offerflow.dev.kube.real.RealKube;
import java.util.Optional;

/** The API servers that must agree on the contract. */
enum ApiServerKind {
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

    /** Why this server cannot be started here, as a sentence without a full stop; empty when it can. */
    abstract Optional<String> absence();

    abstract Running start();
}

package io.offerflow.flows.scenario;

import io.offerflow.dev.stack.DevOptions;
import io.offerflow.flows.real.RealStack;
import java.util.Optional;

/** What the Kubernetes API and Temporal of a stack are. */
public enum StackKind {
    /** Both in this JVM, and verifier, worker and watcher too. */
    EMBEDDED(DevOptions.Kind.EMBEDDED),
    /** kube-apiserver with its deleting controllers, the Temporal server, and three processes of ours. */
    REAL(DevOptions.Kind.REAL);

    private final DevOptions.Kind option;

    StackKind(DevOptions.Kind option) {
        this.option = option;
    }

    public DevOptions.Kind option() {
        return option;
    }

    /** Why this kind cannot run on this machine; empty when it can. */
    public Optional<String> absence() {
        return this == REAL ? RealStack.absence() : Optional.empty();
    }
}

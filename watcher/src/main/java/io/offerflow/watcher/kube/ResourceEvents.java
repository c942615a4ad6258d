package io.offerflow.watcher.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.jspecify.annotations.Nullable;

/** Receives what happened to watched objects: for one kind in order, for several kinds at the same time. Must be quick. */
@FunctionalInterface
public interface ResourceEvents {
    /** At least one of both versions is there: no {@code before} means it appeared, no {@code after} that it is gone. */
    void changed(
            WatchedKind kind, @Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after);
}

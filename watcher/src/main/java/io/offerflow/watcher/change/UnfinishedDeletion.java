package io.offerflow.watcher.change;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import io.offerflow.watcher.nudge.Key;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The record of a deletion that chains were not told of, as the watcher sees it. */
public final class UnfinishedDeletion {
    private UnfinishedDeletion() {}

    /** Whose record a ConfigMap is; empty for any other ConfigMap. */
    public static Optional<Key> owner(GenericKubernetesResource map) {
        ObjectMeta metadata = map.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        String keptFor = annotations.getOrDefault(Labels.KEPT_FOR, "");
        String name = keptFor.substring(keptFor.lastIndexOf('/') + 1);
        return Stream.of(ResourceKind.AGENT_IDENTITY, ResourceKind.REGISTRATION_REQUEST)
                .map(kind -> new Key(kind, new Ref(metadata.getNamespace(), name)))
                .filter(key -> keptFor.equals(key.workflowId()))
                .filter(key -> metadata.getName().equals(Names.unfinished(key.kind(), name)))
                .findFirst();
    }
}

package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of Kubernetes' ObjectMeta that the product reads. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Metadata(
        String namespace,
        String name,
        @Nullable String uid,
        @Nullable String resourceVersion,
        long generation,
        @Nullable Instant creationTimestamp,
        @Nullable Instant deletionTimestamp,
        List<String> finalizers,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public Metadata {
        namespace = namespace == null ? "" : namespace;
        finalizers = finalizers == null ? List.of() : List.copyOf(finalizers);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    public Ref ref() {
        return new Ref(namespace, name);
    }

    public boolean deleting() {
        return deletionTimestamp != null;
    }
}

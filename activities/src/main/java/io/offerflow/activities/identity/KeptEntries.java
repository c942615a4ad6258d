package io.offerflow.activities.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.ChildKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** ConfigMaps without an owner that keep registrations, for whoever has the name after the object is gone. */
final class KeptEntries {
    static final String ENTRIES = "registrations.json";
    private static final TypeReference<List<Registration>> LIST = new TypeReference<>() {};

    private final ChildObjects children;
    private final ResourceKind kind;
    private final BiFunction<ResourceKind, String, String> names;

    /** @param names of the ConfigMaps, by kind and name of the object */
    KeptEntries(ChildObjects children, ResourceKind kind, BiFunction<ResourceKind, String, String> names) {
        this.children = children;
        this.kind = kind;
        this.names = names;
    }

    ResourceKind kind() {
        return kind;
    }

    /**
     * One as it is stored.
     *
     * @param version as the API server counts
     * @param entries empty where they cannot be read
     */
    record Stored(String version, Optional<List<Registration>> entries, Map<?, ?> data) {}

    Optional<Stored> find(Ref ref) {
        GenericKubernetesResource map = children.get(ChildKind.CONFIG_MAP, ref.namespace(), name(ref));
        if (map == null) {
            return Optional.empty();
        }
        Map<?, ?> data = map.<Object>get("data") instanceof Map<?, ?> texts ? texts : Map.of();
        return Optional.of(new Stored(map.getMetadata().getResourceVersion(), entries(data), data));
    }

    private static Optional<List<Registration>> entries(Map<?, ?> data) {
        try {
            return data.get(ENTRIES) instanceof String json
                    ? Optional.of(Json.mapper().readValue(json, LIST))
                    : Optional.empty();
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }

    /** Whatever is there. */
    void write(Ref ref, List<Registration> entries, Map<String, String> more) {
        children.apply(ChildKind.CONFIG_MAP, ref.namespace(), manifest(metadata(ref), entries, more));
    }

    /** In place of what was found, and only of that; empty for nothing. */
    void replace(Ref ref, Optional<Stored> found, List<Registration> entries) {
        Map<String, Object> metadata = metadata(ref);
        found.ifPresent(stored -> metadata.put("resourceVersion", stored.version()));
        Map<String, Object> manifest = manifest(metadata, entries, Map.of());
        if (found.isEmpty()) {
            children.create(ChildKind.CONFIG_MAP, ref.namespace(), manifest);
        } else {
            children.apply(ChildKind.CONFIG_MAP, ref.namespace(), manifest);
        }
    }

    void delete(Ref ref) {
        children.delete(ChildKind.CONFIG_MAP, ref.namespace(), name(ref));
    }

    private Map<String, Object> metadata(Ref ref) {
        return new TreeMap<>(Map.of(
                "name", name(ref),
                "namespace", ref.namespace(),
                "labels", Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE),
                "annotations", Map.of(Labels.KEPT_FOR, kind.workflowId(ref))));
    }

    private static Map<String, Object> manifest(
            Map<String, Object> metadata, List<Registration> entries, Map<String, String> more) {
        Map<String, String> data = new TreeMap<>(more);
        try {
            data.put(ENTRIES, Json.mapper().writeValueAsString(entries));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("records of text and numbers serialise", impossible);
        }
        return new TreeMap<>(Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", data));
    }

    String name(Ref ref) {
        return names.apply(kind, ref.name());
    }
}

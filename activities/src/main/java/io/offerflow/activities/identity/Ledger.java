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

/** What deletions could not finish: a ConfigMap without an owner, which an object made again under the name finds. */
final class Ledger {
    private static final String ENTRY = "registrations.json";
    private static final String TOMBSTONE = "tombstone";
    private static final TypeReference<List<Registration>> ENTRIES = new TypeReference<>() {};

    private final ChildObjects children;
    private final ResourceKind kind;

    Ledger(ChildObjects children, ResourceKind kind) {
        this.children = children;
        this.kind = kind;
    }

    ResourceKind kind() {
        return kind;
    }

    /**
     * One record.
     *
     * @param entries of each chain
     * @param tombstone the URI that registries shall have in the end: once the object is gone, nobody could render it
     */
    record Kept(List<Registration> entries, String tombstone) {
        static final Kept NOTHING = new Kept(List.of(), Papers.WORDLESS);

        Kept {
            entries = List.copyOf(entries);
        }
    }

    /** One that cannot be read says nothing, and is left alone. */
    Optional<Kept> find(Ref ref) {
        GenericKubernetesResource map = children.get(ChildKind.CONFIG_MAP, ref.namespace(), name(ref));
        if (map == null
                || !(map.<Object>get("data") instanceof Map<?, ?> data)
                || !(data.get(ENTRY) instanceof String entries)) {
            return Optional.empty();
        }
        String tombstone = data.get(TOMBSTONE) instanceof String uri ? uri : Papers.WORDLESS;
        try {
            return Optional.of(new Kept(Json.mapper().readValue(entries, ENTRIES), tombstone));
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }

    void forget(Ref ref) {
        children.delete(ChildKind.CONFIG_MAP, ref.namespace(), name(ref));
    }

    void write(Ref ref, Kept kept) {
        Map<String, Object> metadata = new TreeMap<>(Map.of(
                "name", name(ref),
                "namespace", ref.namespace(),
                "labels", Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE)));
        try {
            Map<String, Object> manifest = new TreeMap<>(Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "ConfigMap",
                    "metadata",
                    metadata,
                    "data",
                    Map.of(ENTRY, Json.mapper().writeValueAsString(kept.entries()), TOMBSTONE, kept.tombstone())));
            children.apply(ChildKind.CONFIG_MAP, ref.namespace(), manifest);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("records of text and numbers serialise", impossible);
        }
    }

    private String name(Ref ref) {
        return kind.singular() + "-" + ref.name() + "-unfinished";
    }
}

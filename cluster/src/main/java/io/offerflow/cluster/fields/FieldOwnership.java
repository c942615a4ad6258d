package io.offerflow.cluster.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.offerflow.api.Json;
import io.offerflow.api.name.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether our field manager still owns every field that we render.
 *
 * @param intact it does
 * @param otherManager who owns a field that we lost, the latest writer first; null when intact, or when what we lost is gone and so has no
 *     owner
 */
public record FieldOwnership(boolean intact, @Nullable String otherManager) {
    private static final String APPLY = "Apply";

    /** Judges a live object's managedFields against the manifest that we apply. */
    public static FieldOwnership of(Map<String, Object> manifest, ObjectMeta live) {
        JsonNode rendered = owned(manifest);
        List<ManagedFieldsEntry> entries = live.getManagedFields() == null ? List.of() : live.getManagedFields();
        List<JsonNode> ours = entries.stream()
                .filter(FieldOwnership::ours)
                .map(FieldOwnership::fields)
                .toList();
        if (ours.stream().anyMatch(fields -> FieldsV1.covers(rendered, fields))) {
            return new FieldOwnership(true, null);
        }
        JsonNode kept = ours.isEmpty() ? FieldsV1.NOTHING : ours.getFirst();
        return new FieldOwnership(
                false,
                entries.stream()
                        .filter(entry -> !ours(entry) && FieldsV1.takes(rendered, kept, fields(entry)))
                        .max(Comparator.comparing(
                                entry -> Optional.ofNullable(entry.getTime()).orElse("")))
                        .map(ManagedFieldsEntry::getManager)
                        .orElse(null));
    }

    /** What names an object is in every apply and owned by nobody. */
    private static JsonNode owned(Map<String, Object> manifest) {
        ObjectNode rendered = Json.mapper().valueToTree(manifest);
        rendered.remove(List.of("apiVersion", "kind"));
        if (rendered.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("name", "namespace"));
        }
        return rendered;
    }

    private static boolean ours(ManagedFieldsEntry entry) {
        return Labels.FIELD_MANAGER.equals(entry.getManager())
                && APPLY.equals(entry.getOperation())
                && (entry.getSubresource() == null || entry.getSubresource().isEmpty());
    }

    private static JsonNode fields(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() == null ? FieldsV1.NOTHING : Json.mapper().valueToTree(entry.getFieldsV1());
    }
}

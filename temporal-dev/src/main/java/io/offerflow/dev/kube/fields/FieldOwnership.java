package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.fields.Owners.Id;
import io.offerflow.dev.kube.fields.Owners.Owned;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} right over writes of one kind of object.
 *
 * @param schema of the whole object, metadata included
 * @param notWritten top-level fields that this endpoint does not write ({@code status}, or {@code spec} on /status)
 */
public record FieldOwnership(SchemaNode schema, String apiVersion, List<String> notWritten) {

    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** Fields of every object that nobody owns. */
    private static final FieldSet IDENTITY = FieldSet.fromFieldsV1(identity());

    private static ObjectNode identity() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putObject("f:apiVersion");
        out.putObject("f:kind");
        ObjectNode metadata = out.putObject("f:metadata");
        metadata.putObject(".");
        List.of(
                        "name",
                        "namespace",
                        "creationTimestamp",
                        "selfLink",
                        "uid",
                        "clusterName",
                        "generation",
                        "managedFields",
                        "resourceVersion")
                .forEach(field -> metadata.putObject("f:" + field));
        return out;
    }

    /**
     * The managedFields of {@code after} once {@code manager} has turned {@code before} (empty on create) into it by a create, an
     * update or a patch. Fields that changed pass to the manager.
     *
     * @param time RFC 3339 in whole seconds
     */
    public ArrayNode update(ObjectNode before, ObjectNode after, FieldManager manager, String time) {
        Owners owners = Owners.of(after.path("metadata").path("managedFields").isEmpty() ? before : after);
        boolean create = !before.path("metadata").has("uid");
        if (!create && owners.entries.isEmpty()) {
            return owners.toJson();
        }
        FieldComparison change =
                FieldComparison.between(tracked(before), tracked(after), schema).without(ignored());
        giveUp(owners, null, change);
        FieldSet mine = change.modified().union(change.added()).difference(IDENTITY);
        if (!mine.isEmpty()) {
            Id id = new Id(manager.name(), "Update", apiVersion, manager.subresource());
            Owned previous = owners.entries.get(id);
            FieldSet all = previous == null ? mine : mine.union(previous.fields());
            owners.entries.put(id, new Owned(apiVersion, all, time));
        }
        owners.dropEmpty();
        return owners.toJson();
    }

    /**
     * Server-side apply.
     *
     * @param live empty (an object with apiVersion and kind only) when the object is to be created
     * @return the object to store, with its managedFields; equal to {@code live} when there was nothing to do
     */
    public ObjectNode apply(ObjectNode live, ObjectNode applied, FieldManager manager, boolean force, String time)
            throws ApplyConflict {
        Owners owners = ownersBeforeApply(live, time);
        ObjectNode before = tracked(live);
        Id id = new Id(manager.name(), "Apply", "", manager.subresource());
        Owned last = owners.entries.get(id);
        FieldSet set =
                FieldWalk.fieldsOf(tracked(applied), schema).without(ignored()).difference(IDENTITY);
        owners.entries.put(id, new Owned(apiVersion, set, last == null ? "" : last.time()));
        JsonNode merged = FieldMerge.merge(before, tracked(applied), schema);
        ObjectNode after = (ObjectNode) (last == null ? merged : prune(merged, owners, last.fields()));
        FieldComparison change = FieldComparison.between(before, after, schema).without(ignored());
        if (!force) {
            refuseConflicts(owners, id, change);
        }
        giveUp(owners, id, change);
        owners.dropEmpty();
        if (!after.equals(before) && owners.entries.containsKey(id)) {
            owners.entries.put(id, new Owned(apiVersion, set, time));
        }
        ObjectNode out = after.deepCopy();
        out.withObjectProperty("metadata").set("managedFields", owners.toJson());
        return out;
    }

    private Owners ownersBeforeApply(ObjectNode live, String time) {
        Owners owners = Owners.of(live);
        if (owners.entries.isEmpty() && live.path("metadata").has("uid")) {
            FieldSet all = FieldComparison.between(JsonNodeFactory.instance.objectNode(), tracked(live), schema)
                    .added()
                    .difference(IDENTITY);
            owners.entries.put(new Id(BEFORE_FIRST_APPLY, "Update", apiVersion, ""), new Owned(apiVersion, all, time));
        }
        return owners;
    }

    private FieldSet ignored() {
        return FieldSet.ofFields(notWritten.toArray(String[]::new));
    }

    private static ObjectNode tracked(ObjectNode object) {
        ObjectNode out = object.deepCopy();
        if (out.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return out;
    }

    /** Takes away what this manager applied last time, does not apply now, and nobody else owns. */
    private JsonNode prune(JsonNode merged, Owners owners, FieldSet last) {
        JsonNode pruned = remove(merged, last.withNamedFields(schema));
        FieldSet mergedSet = FieldWalk.fieldsOf(merged, schema).withNamedFields(schema);
        FieldSet keep = FieldWalk.fieldsOf(pruned, schema)
                .withNamedFields(schema)
                .union(owners.all().withNamedFields(schema));
        pruned = remove(merged, mergedSet.difference(keep));
        FieldSet left = FieldWalk.fieldsOf(pruned, schema).withNamedFields(schema);
        return remove(merged, mergedSet.difference(left).intersection(last.withNamedFields(schema)));
    }

    private JsonNode remove(JsonNode value, FieldSet gone) {
        JsonNode out = FieldWalk.remove(value, gone, schema);
        return out == null ? JsonNodeFactory.instance.objectNode() : out;
    }

    /** The other owners give up what changed or went. */
    private static void giveUp(Owners owners, @Nullable Id writer, FieldComparison change) {
        FieldSet gone = change.modified().union(change.added()).union(change.removed());
        owners.entries.replaceAll((id, owned) ->
                id.equals(writer) ? owned : owned.with(owned.fields().difference(gone)));
        owners.dropEmpty();
    }

    private static void refuseConflicts(Owners owners, Id writer, FieldComparison change) throws ApplyConflict {
        FieldSet written = change.modified().union(change.added());
        Map<String, TreeSet<String>> byManager = new TreeMap<>();
        owners.entries.forEach((id, owned) -> {
            if (!id.equals(writer)) {
                owned.fields().intersection(written).forEachPath((prefix, last) -> byManager
                        .computeIfAbsent(id.print(), m -> new TreeSet<>())
                        .add(FieldSet.print(prefix, last)));
            }
        });
        if (!byManager.isEmpty()) {
            throw conflict(new LinkedHashMap<>(byManager));
        }
    }

    private static ApplyConflict conflict(Map<String, TreeSet<String>> byManager) {
        List<ApplyConflict.Cause> causes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        byManager.forEach((manager, paths) -> {
            lines.add("conflicts with " + manager + ":");
            for (String path : paths) {
                causes.add(new ApplyConflict.Cause("conflict with " + manager, path));
                lines.add("- " + path);
            }
        });
        if (causes.size() == 1) {
            ApplyConflict.Cause only = causes.getFirst();
            return new ApplyConflict("Apply failed with 1 conflict: " + only.message() + ": " + only.field(), causes);
        }
        return new ApplyConflict(
                "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines), causes);
    }
}

package io.offerflow.dev.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch, as far as kubectl and our own writes use it on the built-in kinds.
 *
 * <p>Lists merge where the schema names {@code x-kubernetes-patch-merge-key} (objects) or {@code x-kubernetes-list-type: set} with
 * {@code x-kubernetes-patch-strategy: merge} (scalars); all others are replaced. Understood directives: {@code $patch: replace} and
 * {@code delete}, {@code $deleteFromPrimitiveList/…}, {@code $retainKeys}. {@code $setElementOrder/…} is accepted and ignored: new
 * items go to the end.
 */
public final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    public static ObjectNode apply(@Nullable JsonNode target, ObjectNode patch, @Nullable SchemaNode schema)
            throws PatchFailure {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        boolean replace = patch.path(DIRECTIVE).asText().equals("replace");
        if (target instanceof ObjectNode object && !replace) {
            out.setAll(object);
        }
        if (patch.get(RETAIN) instanceof ArrayNode retained) {
            Set<String> names = new LinkedHashSet<>();
            retained.forEach(name -> names.add(name.asText()));
            out.retain(names);
        }
        for (var entry : patch.properties()) {
            String name = entry.getKey();
            if (name.startsWith(DELETE_ITEMS)) {
                deleteItems(out, name.substring(DELETE_ITEMS.length()), entry.getValue());
            } else if (!name.startsWith("$")) {
                field(out, name, entry.getValue(), schema == null ? null : schema.field(name));
            }
        }
        return out;
    }

    private static void deleteItems(ObjectNode out, String name, JsonNode gone) {
        if (out.get(name) instanceof ArrayNode list) {
            ArrayNode kept = out.arrayNode();
            Set<JsonNode> values = new LinkedHashSet<>();
            gone.forEach(values::add);
            list.forEach(item -> {
                if (!values.contains(item)) {
                    kept.add(item);
                }
            });
            out.set(name, kept);
        }
    }

    private static void field(ObjectNode out, String name, JsonNode value, @Nullable SchemaNode schema)
            throws PatchFailure {
        if (value.isNull()) {
            out.remove(name);
        } else if (value instanceof ObjectNode object) {
            if (object.path(DIRECTIVE).asText().equals("delete")) {
                out.remove(name);
            } else {
                out.set(name, apply(out.get(name), object, schema));
            }
        } else if (value instanceof ArrayNode list && schema != null && merges(schema)) {
            out.set(name, list(out.get(name), list, schema));
        } else {
            out.set(name, value);
        }
    }

    private static boolean merges(SchemaNode schema) {
        return schema.raw().path("x-kubernetes-patch-strategy").asText("").contains("merge");
    }

    private static ArrayNode list(@Nullable JsonNode target, ArrayNode patch, SchemaNode schema) throws PatchFailure {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        boolean replace = false;
        for (JsonNode item : patch) {
            replace |= item.path(DIRECTIVE).asText().equals("replace");
        }
        if (target instanceof ArrayNode array && !replace) {
            out.addAll(array);
        }
        String mergeKey = schema.raw().path("x-kubernetes-patch-merge-key").asText("");
        for (JsonNode item : patch) {
            if (mergeKey.isEmpty()) {
                addOnce(out, item);
            } else if (!item.path(DIRECTIVE).asText().equals("replace")) {
                item(out, item, mergeKey, schema.items());
            }
        }
        return out;
    }

    private static void addOnce(ArrayNode out, JsonNode item) {
        for (JsonNode known : out) {
            if (known.equals(item)) {
                return;
            }
        }
        out.add(item);
    }

    private static void item(ArrayNode out, JsonNode item, String mergeKey, @Nullable SchemaNode schema)
            throws PatchFailure {
        if (!(item instanceof ObjectNode object) || !object.has(mergeKey)) {
            throw new PatchFailure("map: " + item + " does not contain declared merge key: " + mergeKey);
        }
        int at = -1;
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i).path(mergeKey).equals(object.get(mergeKey))) {
                at = i;
            }
        }
        if (object.path(DIRECTIVE).asText().equals("delete")) {
            if (at >= 0) {
                out.remove(at);
            }
        } else if (at >= 0) {
            out.set(at, apply(out.get(at), object, schema));
        } else {
            out.add(apply(null, object, schema));
        }
    }
}

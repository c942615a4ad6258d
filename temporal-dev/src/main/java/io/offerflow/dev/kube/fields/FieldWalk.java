package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a value to the set of its fields, and from a value to the same value without some of them. */
final class FieldWalk {

    private FieldWalk() {}

    static FieldSet fieldsOf(JsonNode value, @Nullable SchemaNode schema) {
        FieldSet out = new FieldSet();
        collect(value, schema, new ArrayList<>(), out);
        return out;
    }

    private static void collect(JsonNode value, @Nullable SchemaNode schema, List<String> path, FieldSet out) {
        switch (Shape.of(value, schema)) {
            case SCALAR, ATOMIC -> out.insert(path);
            case MAP -> collectFields(value, schema, path, out);
            case LIST -> {
                SchemaNode list = Objects.requireNonNull(schema);
                Shape.items(value, list).forEach((step, item) -> {
                    path.add(step);
                    collect(item, list.items(), path, out);
                    out.insert(path);
                    path.removeLast();
                });
            }
        }
    }

    private static void collectFields(JsonNode value, @Nullable SchemaNode schema, List<String> path, FieldSet out) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            path.add(FieldSet.field(field.getKey()));
            collect(field.getValue(), Shape.field(schema, field.getKey()), path, out);
            boolean named = schema != null && schema.properties().containsKey(field.getKey());
            boolean emptyMap = field.getValue().isObject() && field.getValue().isEmpty();
            if (!named || emptyMap || field.getValue().isNull()) {
                out.insert(path);
            }
            path.removeLast();
        }
    }

    /** Null when nothing is left. */
    static @Nullable JsonNode remove(JsonNode value, FieldSet gone, @Nullable SchemaNode schema) {
        return switch (Shape.of(value, schema)) {
            case SCALAR -> value;
            case ATOMIC -> null;
            case MAP -> {
                ObjectNode out = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(field -> {
                    String step = FieldSet.field(field.getKey());
                    JsonNode kept = keep(field.getValue(), step, gone, Shape.field(schema, field.getKey()));
                    if (kept != null) {
                        out.set(field.getKey(), kept);
                    }
                });
                yield out.isEmpty() ? null : out;
            }
            case LIST -> {
                ArrayNode out = JsonNodeFactory.instance.arrayNode();
                SchemaNode list = Objects.requireNonNull(schema);
                for (JsonNode item : value) {
                    String step = Shape.itemStep(list, item);
                    JsonNode kept = step == null ? item : keep(item, step, gone, list.items());
                    if (kept != null) {
                        out.add(kept);
                    }
                }
                yield out.isEmpty() ? null : out;
            }
        };
    }

    private static @Nullable JsonNode keep(JsonNode value, String step, FieldSet gone, @Nullable SchemaNode schema) {
        if (gone.has(step)) {
            return null;
        }
        FieldSet below = gone.below(step);
        return below.isEmpty() ? value : remove(value, below, schema);
    }
}

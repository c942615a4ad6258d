package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills in a schema's defaults. An explicit null of a field that may not be null counts as absent. */
public final class Defaults {

    private Defaults() {}

    /** Changes the value. */
    public static void apply(JsonNode value, @Nullable SchemaNode schema) {
        if (schema == null) {
            return;
        }
        if (value instanceof ArrayNode list) {
            list.forEach(item -> apply(item, schema.items()));
        } else if (value instanceof ObjectNode object) {
            dropNulls(object, schema);
            for (Map.Entry<String, SchemaNode> property : schema.properties().entrySet()) {
                JsonNode fallback = property.getValue().defaultValue();
                if (fallback != null && !object.has(property.getKey())) {
                    object.set(property.getKey(), fallback.deepCopy());
                }
            }
            object.properties().forEach(field -> apply(field.getValue(), schema.field(field.getKey())));
        }
    }

    private static void dropNulls(ObjectNode object, SchemaNode schema) {
        List<String> gone = new ArrayList<>();
        object.properties().forEach(field -> {
            SchemaNode below = schema.properties().get(field.getKey());
            boolean absent = below != null && !below.nullable() && !below.preservesUnknownFields();
            if (field.getValue().isNull() && absent) {
                gone.add(field.getKey());
            }
        });
        object.remove(gone);
    }
}

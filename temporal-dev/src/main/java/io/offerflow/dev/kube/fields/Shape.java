package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How ownership treats a value: as one leaf, or field by field, or item by item. Values without a schema are deduced. */
enum Shape {
    SCALAR,
    ATOMIC,
    MAP,
    LIST;

    static Shape of(JsonNode value, @Nullable SchemaNode schema) {
        if (value.isObject()) {
            return schema != null && schema.atomicMap() ? ATOMIC : MAP;
        }
        if (value.isArray()) {
            return schema != null && (schema.mapList() || schema.setList()) ? LIST : ATOMIC;
        }
        return SCALAR;
    }

    /** The path step of an item of an associative list; null where the item has no usable key. */
    static @Nullable String itemStep(SchemaNode list, JsonNode item) {
        if (list.setList()) {
            return item.isContainerNode() || item.isNull() ? null : FieldSet.value(item);
        }
        TreeMap<String, JsonNode> key = new TreeMap<>();
        for (String name : list.mapKeys()) {
            JsonNode value = item.get(name);
            if (value == null
                    && list.items() != null
                    && list.items().properties().containsKey(name)) {
                value = list.items().properties().get(name).defaultValue();
            }
            if (value != null) {
                key.put(name, value);
            }
        }
        return key.isEmpty() ? null : FieldSet.key(key);
    }

    /** The items of an associative list by their step, in order; of doubled keys the first counts. */
    static Map<String, JsonNode> items(@Nullable JsonNode list, SchemaNode schema) {
        Map<String, JsonNode> out = new LinkedHashMap<>();
        if (list != null) {
            for (JsonNode item : list) {
                String step = itemStep(schema, item);
                if (step != null) {
                    out.putIfAbsent(step, item);
                }
            }
        }
        return out;
    }

    static @Nullable SchemaNode field(@Nullable SchemaNode schema, String name) {
        return schema == null ? null : schema.field(name);
    }
}

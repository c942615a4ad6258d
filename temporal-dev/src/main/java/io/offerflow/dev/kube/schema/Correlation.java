package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Which part of the old object a part of the new one is compared with: fields by name, items of a map list by their keys. */
final class Correlation {

    private Correlation() {}

    static @Nullable JsonNode field(@Nullable JsonNode old, String name) {
        return old == null ? null : old.get(name);
    }

    static @Nullable JsonNode item(@Nullable JsonNode oldList, JsonNode item, SchemaNode list) {
        if (oldList == null || !list.mapList()) {
            return null;
        }
        JsonNode wanted = key(item, list);
        for (JsonNode candidate : oldList) {
            if (wanted != null && wanted.equals(key(candidate, list))) {
                return candidate;
            }
        }
        return null;
    }

    /** What must be unique in a set or map list; null where nothing must. */
    static @Nullable JsonNode key(JsonNode item, SchemaNode list) {
        if (list.setList()) {
            return item;
        }
        if (!list.mapList()) {
            return null;
        }
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        for (String name : list.mapKeys()) {
            if (item.has(name)) {
                key.set(name, item.get(name));
            }
        }
        return key;
    }
}

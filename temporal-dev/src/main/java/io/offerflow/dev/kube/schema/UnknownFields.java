package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes what a schema does not declare. */
public final class UnknownFields {

    private UnknownFields() {}

    /** Changes the object; returns the dotted paths of what was removed. */
    public static List<String> prune(ObjectNode object, SchemaNode schema) {
        List<String> removed = new ArrayList<>();
        prune(object, schema, "", removed);
        return removed;
    }

    private static void prune(JsonNode value, @Nullable SchemaNode schema, String path, List<String> removed) {
        if (schema == null) {
            return;
        }
        if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                prune(list.get(i), schema.items(), path + "[" + i + "]", removed);
            }
        } else if (value instanceof ObjectNode object) {
            pruneFields(object, schema, path, removed);
        }
    }

    private static void pruneFields(ObjectNode object, SchemaNode schema, String path, List<String> removed) {
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            boolean known = schema.field(field.getKey()) != null
                    || schema.preservesUnknownFields()
                    || schema.raw().path("additionalProperties").asBoolean()
                    || schema.embeddedResource() && isObjectHeader(field.getKey());
            if (known) {
                prune(field.getValue(), schema.field(field.getKey()), below, removed);
            } else {
                unknown.add(field.getKey());
                removed.add(below);
            }
        }
        object.remove(unknown);
    }

    private static boolean isObjectHeader(String name) {
        return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
    }
}

package io.offerflow.cluster.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.offerflow.api.Json;
import java.util.List;
import java.util.Map;

/**
 * A set of fields as Kubernetes stores it (structured-merge-diff's FieldsV1): {@code f:name} is a member of an object, {@code k:{...}} the
 * item of a list with these keys, {@code v:...} a member of a set, {@code .} the thing itself, and {@code {}} a leaf, owned as a whole.
 */
final class FieldsV1 {
    /** Owns nothing; an empty object would own everything below it. */
    static final JsonNode NOTHING = MissingNode.getInstance();

    private FieldsV1() {}

    /** Every leaf of {@code value} is in the set. */
    static boolean covers(JsonNode value, JsonNode fields) {
        if (fields.isMissingNode()) {
            return false;
        }
        if (fields.isEmpty()) {
            return true;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!covers(member.getValue(), fields.path("f:" + member.getKey()))) {
                return false;
            }
        }
        for (JsonNode item : items(value)) {
            if (!covers(item, item(fields, item))) {
                return false;
            }
        }
        return true;
    }

    /** {@code theirs} has a leaf of {@code value} that {@code ours} lacks. */
    static boolean takes(JsonNode value, JsonNode ours, JsonNode theirs) {
        if (theirs.isMissingNode() || covers(value, ours)) {
            return false;
        }
        if (theirs.isEmpty() || value.isValueNode()) {
            return true;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String key = "f:" + member.getKey();
            if (takes(member.getValue(), ours.path(key), theirs.path(key))) {
                return true;
            }
        }
        for (JsonNode item : items(value)) {
            if (takes(item, item(ours, item), item(theirs, item))) {
                return true;
            }
        }
        return false;
    }

    private static Iterable<JsonNode> items(JsonNode value) {
        return value.isArray() ? value : List.of();
    }

    /** The set's entry for one item of a list. */
    private static JsonNode item(JsonNode fields, JsonNode item) {
        for (Map.Entry<String, JsonNode> entry : fields.properties()) {
            String name = entry.getKey();
            boolean found = name.startsWith("k:")
                    ? hasKeys(item, parse(name.substring(2)))
                    : name.startsWith("v:") && same(item, parse(name.substring(2)));
            if (found) {
                return entry.getValue();
            }
        }
        return NOTHING;
    }

    /** A key that we do not render was defaulted by the API server, so it cannot tell items apart. */
    private static boolean hasKeys(JsonNode item, JsonNode keys) {
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            JsonNode own = item.path(key.getKey());
            if (!own.isMissingNode() && !same(own, key.getValue())) {
                return false;
            }
        }
        return !keys.isEmpty();
    }

    /** Numbers of different Java types are the same number. */
    private static boolean same(JsonNode a, JsonNode b) {
        return a.asText().equals(b.asText()) && a.getNodeType() == b.getNodeType();
    }

    private static JsonNode parse(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException odd) {
            return NOTHING;
        }
    }
}

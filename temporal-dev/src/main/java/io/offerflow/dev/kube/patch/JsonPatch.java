package io.offerflow.dev.kube.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** RFC 6902, with the leniency of the API server: adding to a path whose parent is missing fails, nothing is created on the way. */
public final class JsonPatch {

    private JsonPatch() {}

    /** The target is not changed. */
    public static JsonNode apply(JsonNode target, JsonNode operations) throws PatchFailure {
        if (!operations.isArray()) {
            throw new PatchFailure("a JSON patch is a list of operations");
        }
        JsonNode document = target.deepCopy();
        for (JsonNode operation : operations) {
            document = step(document, operation);
        }
        return document;
    }

    private static JsonNode step(JsonNode document, JsonNode operation) throws PatchFailure {
        JsonPointer path = pointer(operation, "path");
        JsonNode value = operation.get("value");
        return switch (operation.path("op").asText()) {
            case "add" -> put(document, path, required(value, path), false);
            case "replace" -> {
                find(document, path, "replace");
                yield put(document, path, required(value, path), true);
            }
            case "remove" -> remove(document, path);
            case "move" -> {
                JsonPointer from = pointer(operation, "from");
                JsonNode moved = find(document, from, "move");
                yield put(remove(document, from), path, moved, false);
            }
            case "copy" ->
                put(
                        document,
                        path,
                        find(document, pointer(operation, "from"), "copy").deepCopy(),
                        false);
            case "test" -> {
                test(document, path, value);
                yield document;
            }
            default ->
                throw new PatchFailure(
                        "Unexpected kind: " + operation.path("op").asText());
        };
    }

    private static void test(JsonNode document, JsonPointer path, @Nullable JsonNode value) throws PatchFailure {
        JsonNode found = document.at(path);
        boolean nullAsked = value == null || value.isNull();
        if (!(nullAsked ? found.isMissingNode() || found.isNull() : found.equals(value))) {
            throw new PatchFailure("testing path " + path + " failed: testing value did not match");
        }
    }

    private static JsonPointer pointer(JsonNode operation, String field) throws PatchFailure {
        try {
            return JsonPointer.compile(operation.path(field).asText());
        } catch (IllegalArgumentException e) {
            throw new PatchFailure(
                    "not a JSON pointer: " + operation.path(field).asText());
        }
    }

    private static JsonNode required(@Nullable JsonNode value, JsonPointer path) throws PatchFailure {
        if (value == null) {
            throw new PatchFailure("the operation on " + path + " has no value");
        }
        return value;
    }

    private static JsonNode find(JsonNode document, JsonPointer path, String operation) throws PatchFailure {
        JsonNode found = document.at(path);
        if (found.isMissingNode()) {
            throw new PatchFailure(
                    operation + " operation does not apply: doc is missing path: " + path + ": missing value");
        }
        return found;
    }

    private static JsonNode put(JsonNode document, JsonPointer path, JsonNode value, boolean replace)
            throws PatchFailure {
        if (path.matches()) {
            return value;
        }
        JsonNode parent = document.at(path.head());
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : index(path);
            if (index < 0 || index > array.size()) {
                throw new PatchFailure("add operation does not apply: doc is missing path: " + path);
            }
            if (replace) {
                array.set(index, value);
            } else {
                array.insert(index, value);
            }
        } else {
            throw new PatchFailure(
                    "add operation does not apply: doc is missing path: \"" + path + "\": missing value");
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, JsonPointer path) throws PatchFailure {
        find(document, path, "remove");
        JsonNode parent = document.at(path.head());
        if (parent instanceof ArrayNode array) {
            array.remove(index(path));
        } else if (parent instanceof ObjectNode object) {
            object.remove(path.last().getMatchingProperty());
        } else {
            throw new PatchFailure("the whole document cannot be removed");
        }
        return document;
    }

    private static int index(JsonPointer path) {
        return path.last().getMatchingIndex();
    }
}

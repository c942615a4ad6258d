package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Validates a value against a structural schema. Written here rather than taken from a library because every message and its order
 * of checks is what a user of kubectl reads.
 *
 * <p>Ratcheting as since Kubernetes 1.33: a part that an update does not change is not validated again.
 */
final class SchemaValidator {

    private final List<Violation> out = new ArrayList<>();

    private SchemaValidator() {}

    static List<Violation> validate(JsonNode value, @Nullable JsonNode old, SchemaNode schema) {
        SchemaValidator validator = new SchemaValidator();
        validator.check("", value, old, schema);
        return validator.out;
    }

    private void check(String path, JsonNode value, @Nullable JsonNode old, SchemaNode schema) {
        if (old != null && value.equals(old) || value.isNull() && schema.nullable()) {
            return;
        }
        if (!hasType(value, schema)) {
            String found = Types.of(value);
            String wanted = schema.intOrString() ? "integer,string" : schema.type();
            out.add(Violation.wrongType(
                    path,
                    TextNode.valueOf(found),
                    path + " in body must be of type " + wanted + ": \"" + found + "\""));
            oneOfTheAllowed(path, value, schema);
            return;
        }
        combined(path, value, schema);
        if (value.isTextual()) {
            Scalars.text(path, value, schema, out);
        } else if (value.isNumber()) {
            Scalars.number(path, value, schema, out);
        } else if (value.isArray()) {
            list(path, value, old, schema);
        } else if (value.isObject()) {
            object(path, value, old, schema);
        }
        oneOfTheAllowed(path, value, schema);
    }

    private static boolean hasType(JsonNode value, SchemaNode schema) {
        if (schema.intOrString()) {
            return value.isIntegralNumber() || value.isTextual();
        }
        return schema.type().isEmpty() || Types.matches(value, schema.type());
    }

    private void oneOfTheAllowed(String path, JsonNode value, SchemaNode schema) {
        JsonNode allowed = schema.raw().path("enum");
        if (allowed.isArray()
                && StreamSupport.stream(allowed.spliterator(), false).noneMatch(value::equals)) {
            List<String> texts = StreamSupport.stream(allowed.spliterator(), false)
                    .map(a -> a.isTextual() ? a.asText() : a.toString())
                    .toList();
            out.add(Violation.notSupported(path, value, texts));
        }
    }

    private void list(String path, JsonNode list, @Nullable JsonNode old, SchemaNode schema) {
        long min = schema.raw().path("minItems").asLong(0);
        if (list.size() < min) {
            out.add(Violation.invalid(
                    path, IntNode.valueOf(list.size()), path + " in body should have at least " + min + " items"));
        }
        long max = schema.raw().path("maxItems").asLong(Long.MAX_VALUE);
        if (list.size() > max) {
            out.add(Violation.tooMany(path, list.size(), max));
        }
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            if (schema.items() != null) {
                check(at, list.get(i), Correlation.item(old, list.get(i), schema), schema.items());
            }
            JsonNode key = Correlation.key(list.get(i), schema);
            if (key != null && !seen.add(key)) {
                out.add(Violation.duplicate(at, key));
            }
        }
    }

    private void object(String path, JsonNode object, @Nullable JsonNode old, SchemaNode schema) {
        long min = schema.raw().path("minProperties").asLong(0);
        if (object.size() < min) {
            out.add(Violation.invalid(path, object, path + " in body should have at least " + min + " properties"));
        }
        long max = schema.raw().path("maxProperties").asLong(Long.MAX_VALUE);
        if (object.size() > max) {
            out.add(Violation.tooMany(path, object.size(), max));
        }
        for (JsonNode name : schema.raw().path("required")) {
            if (!object.has(name.asText())) {
                out.add(Violation.required(below(path, name.asText()), ""));
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            SchemaNode own = schema.field(field.getKey());
            if (own != null) {
                check(below(path, field.getKey()), field.getValue(), Correlation.field(old, field.getKey()), own);
            }
        }
    }

    static String below(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** The junctors, whose branches only restrict values. */
    private void combined(String path, JsonNode value, SchemaNode schema) {
        JsonNode raw = schema.raw();
        if (raw.has("allOf")
                && matches(value, raw.get("allOf")) < raw.get("allOf").size()) {
            out.add(junctor(path, "must validate all the schemas (allOf)"));
        }
        if (raw.has("anyOf") && matches(value, raw.get("anyOf")) == 0) {
            out.add(junctor(path, "must validate at least one schema (anyOf)"));
        }
        if (raw.has("oneOf") && matches(value, raw.get("oneOf")) != 1) {
            out.add(junctor(path, "must validate one and only one schema (oneOf)"));
        }
        if (raw.get("not") instanceof ObjectNode not
                && validate(value, null, SchemaNode.of(not)).isEmpty()) {
            out.add(junctor(path, "must not validate the schema (not)"));
        }
    }

    private static Violation junctor(String path, String what) {
        return Violation.invalid(path, TextNode.valueOf(""), "\"" + path + "\" " + what);
    }

    private static int matches(JsonNode value, JsonNode branches) {
        int out = 0;
        for (JsonNode branch : branches) {
            if (validate(value, null, SchemaNode.of(branch)).isEmpty()) {
                out++;
            }
        }
        return out;
    }
}

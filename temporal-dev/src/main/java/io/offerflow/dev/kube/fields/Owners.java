package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code metadata.managedFields}, read and written. Mutable, for the length of one write. */
final class Owners {

    /** An applier is the same one at any apiVersion; an updater is not. */
    record Id(String manager, String operation, String apiVersion, String subresource) {

        boolean applier() {
            return operation.equals("Apply");
        }

        String print() {
            String out = JsonNodeFactory.instance.textNode(manager).toString();
            if (!subresource.isEmpty()) {
                out += " with subresource \"" + subresource + "\"";
            }
            return applier() ? out : out + " using " + apiVersion;
        }
    }

    /** {@code time} is RFC 3339 in whole seconds, empty where unknown. */
    record Owned(String apiVersion, FieldSet fields, String time) {

        Owned with(FieldSet other) {
            return new Owned(apiVersion, other, time);
        }
    }

    final Map<Id, Owned> entries = new LinkedHashMap<>();

    static Owners of(JsonNode object) {
        Owners out = new Owners();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (entry.path("operation").asText("").isEmpty()) {
                continue;
            }
            String apiVersion = entry.path("apiVersion").asText();
            String operation = entry.path("operation").asText();
            Id id = new Id(
                    entry.path("manager").asText(),
                    operation,
                    operation.equals("Apply") ? "" : apiVersion,
                    entry.path("subresource").asText(""));
            FieldSet fields = FieldSet.fromFieldsV1(entry.path("fieldsV1"));
            out.entries.put(id, new Owned(apiVersion, fields, entry.path("time").asText("")));
        }
        return out;
    }

    void dropEmpty() {
        entries.values().removeIf(owned -> owned.fields().isEmpty());
    }

    FieldSet all() {
        return entries.values().stream().map(Owned::fields).reduce(new FieldSet(), FieldSet::union);
    }

    /** Appliers first, then by time, as the API server sorts them. */
    ArrayNode toJson() {
        List<Map.Entry<Id, Owned>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparing((Map.Entry<Id, Owned> e) -> e.getKey().operation())
                .thenComparing(e -> e.getValue().time())
                .thenComparing(e -> e.getKey().manager())
                .thenComparing(e -> e.getValue().apiVersion())
                .thenComparing(e -> e.getKey().subresource()));
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (Map.Entry<Id, Owned> e : sorted) {
            ObjectNode entry = out.addObject();
            entry.put("manager", e.getKey().manager());
            entry.put("operation", e.getKey().operation());
            entry.put("apiVersion", e.getValue().apiVersion());
            if (!e.getValue().time().isEmpty()) {
                entry.put("time", e.getValue().time());
            }
            entry.put("fieldsType", "FieldsV1");
            entry.set("fieldsV1", e.getValue().fields().toFieldsV1());
            if (!e.getKey().subresource().isEmpty()) {
                entry.put("subresource", e.getKey().subresource());
            }
        }
        return out;
    }
}

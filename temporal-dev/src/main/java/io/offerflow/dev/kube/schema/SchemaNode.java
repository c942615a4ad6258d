package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema, read once from its JSON form ({@code openAPIV3Schema} or a part of it).
 *
 * <p>Immutable. {@link #raw()} keeps the source for everything that is only passed on (descriptions, OpenAPI documents).
 */
public final class SchemaNode {

    private static final String LIST_TYPE = "x-kubernetes-list-type";

    private final JsonNode raw;
    private final Map<String, SchemaNode> properties = new LinkedHashMap<>();
    private final @Nullable SchemaNode items;
    private final @Nullable SchemaNode additionalProperties;
    private final List<String> mapKeys = new ArrayList<>();

    private SchemaNode(JsonNode raw) {
        this.raw = raw;
        raw.path("properties").properties().forEach(e -> properties.put(e.getKey(), new SchemaNode(e.getValue())));
        this.items = raw.path("items").isObject() ? new SchemaNode(raw.get("items")) : null;
        this.additionalProperties =
                raw.path("additionalProperties").isObject() ? new SchemaNode(raw.get("additionalProperties")) : null;
        raw.path("x-kubernetes-list-map-keys").forEach(key -> mapKeys.add(key.asText()));
    }

    public static SchemaNode of(JsonNode openApiSchema) {
        return new SchemaNode(openApiSchema);
    }

    public JsonNode raw() {
        return raw;
    }

    public Map<String, SchemaNode> properties() {
        return properties;
    }

    public @Nullable SchemaNode items() {
        return items;
    }

    public @Nullable SchemaNode additionalProperties() {
        return additionalProperties;
    }

    /** The schema of a field: its own property, else that of additional properties, else none. */
    public @Nullable SchemaNode field(String name) {
        SchemaNode own = properties.get(name);
        return own != null ? own : additionalProperties;
    }

    public String type() {
        return raw.path("type").asText("");
    }

    public boolean intOrString() {
        return raw.path("x-kubernetes-int-or-string").asBoolean();
    }

    public boolean preservesUnknownFields() {
        return raw.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    public boolean embeddedResource() {
        return raw.path("x-kubernetes-embedded-resource").asBoolean();
    }

    public boolean nullable() {
        return raw.path("nullable").asBoolean();
    }

    public @Nullable JsonNode defaultValue() {
        return raw.get("default");
    }

    public boolean atomicMap() {
        return raw.path("x-kubernetes-map-type").asText().equals("atomic");
    }

    public boolean setList() {
        return raw.path(LIST_TYPE).asText().equals("set");
    }

    public boolean mapList() {
        return raw.path(LIST_TYPE).asText().equals("map");
    }

    /** The fields that identify an item of a {@code list-type: map} list, in the schema's order. */
    public List<String> mapKeys() {
        return mapKeys;
    }
}

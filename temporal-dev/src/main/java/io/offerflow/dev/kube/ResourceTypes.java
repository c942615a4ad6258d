package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.ResourceType.Column;
import io.offerflow.dev.kube.ResourceType.Names;
import io.offerflow.dev.kube.ResourceType.Printing;
import io.offerflow.dev.kube.ResourceType.Traits;
import io.offerflow.dev.kube.schema.ObjectSchema;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Everything that is served now: the built-in kinds and those of the CustomResourceDefinitions in the store. */
final class ResourceTypes {

    static final String CRD_GROUP = "apiextensions.k8s.io";

    private final Map<String, ResourceType> byPath = new ConcurrentSkipListMap<>();
    private final JsonNode metadataSchema;

    ResourceTypes() {
        JsonNode builtIn = Json.resource("builtin-kinds.yaml");
        metadataSchema = builtIn.get("metadata");
        builtIn.get("kinds").forEach(kind -> put(builtIn(kind)));
    }

    @Nullable
    ResourceType find(String group, String version, String plural) {
        return byPath.get(path(group, version, plural));
    }

    ResourceType builtIn(String group, String plural) {
        ResourceType type = find(group, "v1", plural);
        if (type == null) {
            throw new IllegalArgumentException("not a built-in kind: " + plural);
        }
        return type;
    }

    Collection<ResourceType> all() {
        return byPath.values();
    }

    /** Every place objects are kept in, each with one of the types kept there. */
    Collection<ResourceType> storages() {
        Map<String, ResourceType> out = new ConcurrentSkipListMap<>();
        byPath.values().forEach(type -> out.putIfAbsent(type.storage(), type));
        return out.values();
    }

    void define(JsonNode crd) {
        undefine(crd);
        customTypes(crd).forEach(this::put);
    }

    void undefine(JsonNode crd) {
        String group = Json.text(crd, "spec", "group");
        String plural = Json.text(crd, "spec", "names", "plural");
        byPath.values()
                .removeIf(type -> type.traits().custom()
                        && type.group().equals(group)
                        && type.plural().equals(plural));
    }

    /** The types a CustomResourceDefinition asks for, one a served version. */
    List<ResourceType> customTypes(JsonNode crd) {
        JsonNode spec = crd.path("spec");
        JsonNode n = spec.path("names");
        String kind = Json.text(n, "kind");
        Names names = new Names(
                Json.text(spec, "group"),
                kind,
                Json.text(n, "plural"),
                n.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
                texts(n.path("shortNames")),
                texts(n.path("categories")));
        List<ResourceType> out = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                out.add(custom(names, version, spec.path("scope").asText().equals("Namespaced")));
            }
        }
        return out;
    }

    private ResourceType custom(Names names, JsonNode version, boolean namespaced) {
        Traits traits = new Traits(namespaced, version.path("subresources").has("status"), true, true, false);
        List<Column> columns = Column.of(version.path("additionalPrinterColumns"));
        if (columns.isEmpty()) {
            columns = List.of(new Column("Age", "date", ".metadata.creationTimestamp", "", 0, ""));
        }
        List<String> selectors = StreamSupport.stream(
                        version.path("selectableFields").spliterator(), false)
                .map(field -> field.path("jsonPath").asText().substring(1))
                .toList();
        SchemaNode schema = SchemaNode.of(whole(version.path("schema").path("openAPIV3Schema")));
        return new ResourceType(
                names,
                version.path("name").asText(),
                traits,
                schema,
                ObjectSchema.compile(
                        schema, "spec.versions[" + version.path("name").asText() + "].schema.openAPIV3Schema"),
                new Printing(columns, 0, selectors),
                names.group() + "/" + names.plural());
    }

    private ResourceType builtIn(JsonNode k) {
        String kind = k.path("kind").asText();
        Names names = new Names(
                k.path("group").asText(),
                kind,
                k.path("plural").asText(),
                kind.toLowerCase(Locale.ROOT),
                texts(k.path("shortNames")),
                texts(k.path("categories")));
        SchemaNode schema = SchemaNode.of(whole(k.path("schema")));
        Traits traits = new Traits(
                k.path("namespaced").asBoolean(true),
                k.path("status").asBoolean(),
                k.path("generation").asBoolean(),
                false,
                !kind.equals("CustomResourceDefinition") && !kind.equals("Lease"));
        return new ResourceType(
                names,
                k.path("version").asText(),
                traits,
                schema,
                ObjectSchema.compile(schema, ""),
                new Printing(
                        Column.of(k.path("columns")), k.path("nameColumn").asInt(0), texts(k.path("fieldSelectors"))),
                kind.equals("Event") ? "/events" : names.group() + "/" + names.plural());
    }

    /** A schema of the whole object: a definition says nothing of the fields that every object has. */
    private JsonNode whole(JsonNode schema) {
        ObjectNode out = schema.isObject() ? schema.deepCopy() : Json.object();
        if (!schema.isObject()) {
            out.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        }
        ObjectNode properties = out.withObjectProperty("properties");
        JsonNode ownName = properties.path("metadata").path("properties").path("name");
        ObjectNode metadata = metadataSchema.deepCopy();
        if (ownName instanceof ObjectNode constraints) {
            metadata.withObjectProperty("properties").withObjectProperty("name").setAll(constraints);
        }
        properties.set("metadata", metadata);
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        return out;
    }

    private void put(ResourceType type) {
        byPath.put(path(type.group(), type.version(), type.plural()), type);
    }

    private static String path(String group, String version, String plural) {
        return group + "/" + version + "/" + plural;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}

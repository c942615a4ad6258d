package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.ObjectSchema;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind at one version, built in or defined by a CustomResourceDefinition.
 *
 * @param schema of the whole object, with apiVersion, kind and the full metadata
 * @param storage where its objects are kept; versions of one kind share it
 */
record ResourceType(
        Names names,
        String version,
        Traits traits,
        SchemaNode schema,
        ObjectSchema validation,
        Printing printing,
        String storage) {

    record Names(
            String group,
            String kind,
            String plural,
            String singular,
            List<String> shortNames,
            List<String> categories) {}

    /**
     * @param generation whether writes of anything but metadata and status are counted
     * @param unconditionalUpdate whether a PUT may leave out the resourceVersion
     */
    record Traits(
            boolean namespaced, boolean status, boolean generation, boolean custom, boolean unconditionalUpdate) {}

    /**
     * @param nameColumn position of the Name column
     * @param fieldSelectors fields beyond metadata.name and metadata.namespace that lists can be filtered by
     */
    record Printing(List<Column> columns, int nameColumn, List<String> fieldSelectors) {}

    /**
     * @param jsonPath empty where {@code format} names a computed cell
     * @param priority 0 shows always, 1 with {@code -o wide}
     */
    record Column(String name, String type, String jsonPath, String format, int priority, String description) {

        static List<Column> of(JsonNode list) {
            List<Column> out = new ArrayList<>();
            for (JsonNode c : list) {
                out.add(new Column(
                        c.path("name").asText(),
                        c.path("type").asText("string"),
                        c.path("jsonPath").asText(""),
                        c.path("format").asText(""),
                        c.path("priority").asInt(0),
                        c.path("description")
                                .asText("Custom resource definition column (in JSONPath format): "
                                        + c.path("jsonPath").asText(""))));
            }
            return out;
        }
    }

    String group() {
        return names.group();
    }

    String kind() {
        return names.kind();
    }

    String plural() {
        return names.plural();
    }

    boolean namespaced() {
        return traits.namespaced();
    }

    String apiVersion() {
        return group().isEmpty() ? version : group() + "/" + version;
    }

    /** As error messages name it: {@code serviceoffers.obol.org}. */
    String resource() {
        return group().isEmpty() ? plural() : plural() + "." + group();
    }

    boolean is(String group, String kind) {
        return group().equals(group) && kind().equals(kind);
    }

    boolean served(String subresource) {
        return subresource.equals("status") && traits.status() || subresource.equals("finalize") && is("", "Namespace");
    }

    /** The stored object as this version shows it. */
    ObjectNode fromStored(ObjectNode stored) {
        if (is(EventConversion.GROUP, "Event")) {
            return EventConversion.toEventsV1(stored);
        }
        return withApiVersion(stored);
    }

    /** What a client sent, in the form it is stored. */
    ObjectNode toStored(ObjectNode sent) {
        return is(EventConversion.GROUP, "Event") ? EventConversion.toCore(sent) : sent;
    }

    private ObjectNode withApiVersion(ObjectNode stored) {
        if (stored.path("apiVersion").asText().equals(apiVersion())) {
            return stored;
        }
        ObjectNode out = Json.object();
        out.setAll(stored);
        out.put("apiVersion", apiVersion());
        return out;
    }
}

package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI v3 documents, one a group version: enough for {@code kubectl explain}, and for {@code kubectl apply} to see that fields are
 * validated here. There is no v2 document; kubectl 1.30 and newer do without.
 */
final class OpenApi {

    private static final String INDEX = "/openapi/v3";

    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    /** Null when the path is no document's. */
    @Nullable
    ObjectNode answer(String path) {
        if (path.equals(INDEX) || path.equals(INDEX + "/")) {
            return index();
        }
        return path.startsWith(INDEX + "/") ? document(path.substring(INDEX.length() + 1)) : null;
    }

    private ObjectNode index() {
        ObjectNode out = Json.object();
        ObjectNode paths = out.putObject("paths");
        for (ResourceType type : types.all()) {
            paths.withObjectProperty(root(type)).put("serverRelativeURL", INDEX + "/" + root(type));
        }
        return out;
    }

    private static String root(ResourceType type) {
        return type.group().isEmpty() ? "api/" + type.version() : "apis/" + type.apiVersion();
    }

    private @Nullable ObjectNode document(String root) {
        List<ResourceType> here =
                types.all().stream().filter(type -> root(type).equals(root)).toList();
        if (here.isEmpty()) {
            return null;
        }
        ObjectNode out = Json.object().put("openapi", "3.0.0");
        out.putObject("info").put("title", "Kubernetes").put("version", "unversioned");
        ObjectNode paths = out.putObject("paths");
        ObjectNode schemas = out.putObject("components").putObject("schemas");
        for (ResourceType type : here) {
            describe(type, root, paths, schemas);
        }
        return out;
    }

    private static void describe(ResourceType type, String root, ObjectNode paths, ObjectNode schemas) {
        ObjectNode gvk = Json.object()
                .put("group", type.group())
                .put("kind", type.kind())
                .put("version", type.version());
        String component = "io.offerflow." + type.apiVersion().replace('/', '.') + "." + type.kind();
        ObjectNode schema = type.schema().raw().deepCopy();
        schema.putArray("x-kubernetes-group-version-kind").add(gvk);
        explainHeader(schema);
        schemas.set(component, schema);
        String collection = "/" + root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
        operation(paths, collection, "get", "list", gvk);
        operation(paths, collection, "post", "post", gvk);
        for (String verb : List.of("get", "put", "patch", "delete")) {
            operation(paths, collection + "/{name}", verb, verb, gvk);
        }
        ObjectNode reference = Json.object().put("$ref", "#/components/schemas/" + component);
        paths.withObjectProperty(collection + "/{name}")
                .withObjectProperty("get")
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject(Reply.JSON)
                .set("schema", reference);
    }

    private static void explainHeader(ObjectNode schema) {
        JsonNode properties = schema.path("properties");
        if (properties.path("apiVersion") instanceof ObjectNode apiVersion) {
            apiVersion.put("description", "Group and version of this representation of the object.");
        }
        if (properties.path("kind") instanceof ObjectNode kind) {
            kind.put("description", "Kind of the object.");
        }
    }

    private static void operation(ObjectNode paths, String path, String method, String action, ObjectNode gvk) {
        ObjectNode operation = paths.withObjectProperty(path).putObject(method);
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", gvk);
        for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
            operation
                    .withArrayProperty("parameters")
                    .addObject()
                    .put("name", name)
                    .put("in", "query")
                    .putObject("schema")
                    .put("type", "string");
        }
    }
}

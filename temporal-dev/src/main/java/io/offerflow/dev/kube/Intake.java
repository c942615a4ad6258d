package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.Query.FieldValidation;
import io.offerflow.dev.kube.schema.Defaults;
import io.offerflow.dev.kube.schema.UnknownFields;
import java.util.List;
import java.util.stream.Collectors;

/** Turns what a client sent into an object of its kind: identity checked, unknown fields dropped or refused, defaults filled in. */
final class Intake {

    private Intake() {}

    /** A new tree; the sent one is not changed. */
    static ObjectNode accept(Target target, ObjectNode sent, Write write) {
        ResourceType type = target.type();
        ObjectNode object = type.toStored(sent).deepCopy();
        identity(target, sent, object);
        List<String> unknown = UnknownFields.prune(object, type.schema());
        if (!unknown.isEmpty() && write.validation() != FieldValidation.IGNORE) {
            List<String> texts = unknown.stream()
                    .map(path -> "unknown field \"" + path + "\"")
                    .toList();
            if (write.validation() == FieldValidation.STRICT) {
                String all = String.join(", ", texts);
                throw write.patch() ? ApiFailure.strictPatch(sent, all) : strict(type, all);
            }
            write.warnings().addAll(texts);
        }
        Defaults.apply(object, type.schema());
        return object;
    }

    static ApiFailure strict(ResourceType type, String texts) {
        return ApiFailure.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                + type.kind() + ": strict decoding error: " + texts);
    }

    /** For apply: an unknown field is an error whatever the client asked for, as it could have no owner. */
    static ObjectNode acceptApplied(Target target, ObjectNode sent) {
        ResourceType type = target.type();
        ObjectNode object = type.toStored(sent).deepCopy();
        if (Metadata.name(sent).isEmpty()) {
            throw ApiFailure.badRequest("the name of the object (" + target.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
        identity(target, sent, object);
        if (object.path("metadata").has("managedFields")) {
            throw ApiFailure.badRequest("metadata.managedFields must be nil");
        }
        List<String> unknown = UnknownFields.prune(object, type.schema());
        if (!unknown.isEmpty()) {
            String group = type.group() + "/" + type.version() + ", Kind=" + type.kind();
            throw ApiFailure.unclassified(
                    "failed to create typed patch object (" + Metadata.namespace(sent) + "/" + target.name()
                            + "; " + group + "): "
                            + unknown.stream()
                                    .map(path -> "." + path + ": field not declared in schema")
                                    .collect(Collectors.joining(", ")));
        }
        return object;
    }

    private static void identity(Target target, ObjectNode sent, ObjectNode object) {
        ResourceType type = target.type();
        String apiVersion = Json.text(sent, "apiVersion");
        String kind = Json.text(sent, "kind");
        if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
            throw ApiFailure.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + type.apiVersion() + ")");
        }
        if (!kind.isEmpty() && !kind.equals(type.kind())) {
            throw ApiFailure.badRequest(
                    "the kind in the data (" + kind + ") does not match the expected kind (" + type.kind() + ")");
        }
        object.put("kind", type.kind());
        if (!object.has("apiVersion")) {
            object.put("apiVersion", type.apiVersion());
        }
        place(target, object);
    }

    /** The URL decides where an object stands; a body may leave it out but not contradict it. */
    private static void place(Target target, ObjectNode object) {
        ResourceType type = target.type();
        String name = Metadata.name(object);
        if (!target.name().isEmpty() && !name.isEmpty() && !name.equals(target.name())) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
        String namespace = Metadata.namespace(object);
        if (type.namespaced() && !namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw ApiFailure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (!target.name().isEmpty()) {
            Metadata.of(object).put("name", target.name());
        }
        if (type.namespaced()) {
            Metadata.of(object).put("namespace", target.namespace());
        } else {
            Metadata.of(object).remove("namespace");
        }
    }
}

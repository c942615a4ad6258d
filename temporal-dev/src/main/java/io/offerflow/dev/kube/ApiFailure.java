package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.fields.ApplyConflict;
import io.offerflow.dev.kube.schema.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** A refusal: carries the Status that is sent. Thrown through a write so that nothing of it is stored. */
final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ObjectNode status;

    private ApiFailure(int code, String reason, String message) {
        super(message, null, false, false);
        status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        status.put("reason", reason);
        status.put("code", code);
    }

    int code() {
        return status.path("code").asInt();
    }

    ObjectNode status() {
        return status;
    }

    String reason() {
        return status.path("reason").asText();
    }

    private ApiFailure about(ResourceType type, String name, String kind) {
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", kind);
        return this;
    }

    private ArrayNode causes() {
        return status.withObjectProperty("details").withArrayProperty("causes");
    }

    private void cause(Violation violation) {
        causes().addObject()
                .put("reason", violation.reason())
                .put("message", violation.message())
                .put("field", violation.field());
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message);
    }

    static ApiFailure notFound(ResourceType type, String name) {
        return new ApiFailure(404, "NotFound", type.resource() + " \"" + name + "\" not found")
                .about(type, name, type.plural());
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return new ApiFailure(409, "AlreadyExists", type.resource() + " \"" + name + "\" already exists")
                .about(type, name, type.plural());
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return new ApiFailure(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + type.resource() + " \"" + name + "\": " + why)
                .about(type, name, type.plural());
    }

    static ApiFailure applyConflict(ApplyConflict conflict) {
        ApiFailure out = new ApiFailure(409, "Conflict", conflict.getMessage());
        conflict.causes().forEach(cause -> out.causes()
                .addObject()
                .put("reason", "FieldManagerConflict")
                .put("message", cause.message())
                .put("field", cause.field()));
        return out;
    }

    static ApiFailure invalid(ResourceType type, String name, List<Violation> violations) {
        String all = violations.size() == 1
                ? violations.getFirst().toString()
                : violations.stream().map(Violation::toString).collect(Collectors.joining(", ", "[", "]"));
        ApiFailure out = new ApiFailure(422, "Invalid", qualified(type) + " \"" + name + "\" is invalid: " + all)
                .about(type, name, type.kind());
        violations.forEach(out::cause);
        return out;
    }

    private static String qualified(ResourceType type) {
        return type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    }

    /** An update refused before the object itself is looked at: names the resource, not the kind. */
    static ApiFailure invalidResource(ResourceType type, String name, Violation violation) {
        ApiFailure out = new ApiFailure(422, "Invalid", type.resource() + " \"" + name + "\" is invalid: " + violation)
                .about(type, name, type.plural());
        out.cause(violation);
        return out;
    }

    /** The real server names the kind, not the resource, when a delete's preconditions fail. */
    static ApiFailure deleteConflict(ResourceType type, String name, String why) {
        return new ApiFailure(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + qualified(type) + " \"" + name + "\": " + why)
                .about(type, name, type.kind());
    }

    static ApiFailure forbidden(ResourceType type, String name, String why) {
        return new ApiFailure(403, "Forbidden", type.resource() + " \"" + name + "\" is forbidden: " + why)
                .about(type, name, type.plural());
    }

    static ApiFailure namespaceTerminating(ResourceType type, String name, String namespace) {
        ApiFailure out = forbidden(
                type,
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        out.causes()
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + namespace + " is being terminated")
                .put("field", "metadata.namespace");
        return out;
    }

    static ApiFailure expired(long asked, long oldest) {
        return new ApiFailure(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    static ApiFailure continueExpired() {
        return new ApiFailure(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                        + "without the continue parameter.");
    }

    static ApiFailure unsupportedMediaType(String message) {
        return new ApiFailure(415, "UnsupportedMediaType", message);
    }

    static ApiFailure methodNotAllowed() {
        ApiFailure out = new ApiFailure(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        out.status.putObject("details");
        return out;
    }

    static ApiFailure unprocessable(String message) {
        return new ApiFailure(422, "Invalid", message);
    }

    /** A request whose own options are wrong. */
    static ApiFailure invalidOptions(String kind, Violation violation) {
        ApiFailure out = new ApiFailure(422, "Invalid", kind + ".meta.k8s.io \"\" is invalid: " + violation);
        out.status.putObject("details").put("group", "meta.k8s.io").put("kind", kind);
        out.cause(violation);
        return out;
    }

    /** A patch that does not fit the object; like the real server's answer it does not say why. */
    static ApiFailure rejectedPatch() {
        ApiFailure out =
                new ApiFailure(422, "Invalid", "the server rejected our request due to an error in our request");
        out.status.putObject("details");
        return out;
    }

    /** A patch whose result has fields that strict decoding does not know. */
    static ApiFailure strictPatch(ObjectNode patched, String why) {
        Violation violation = Violation.invalid("patch", patched.toString(), "strict decoding error: " + why);
        ApiFailure out = new ApiFailure(422, "Invalid", " \"\" is invalid: " + violation);
        out.cause(violation);
        return out;
    }

    static ApiFailure internal(String message) {
        return new ApiFailure(500, "InternalError", message);
    }

    /** An error that the real server does not classify. */
    static ApiFailure unclassified(String message) {
        ApiFailure out = new ApiFailure(500, "", message);
        out.status.remove("reason");
        return out;
    }
}

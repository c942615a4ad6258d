package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;

/** One HTTP request with its body read. */
record Request(String method, String path, Query query, String accept, String contentType, byte[] body) {

    static Request of(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        return new Request(
                exchange.getRequestMethod().toString(),
                exchange.getRequestPath(),
                Query.of(exchange),
                header(exchange, "Accept"),
                header(exchange, "Content-Type").split(";", 2)[0].strip(),
                exchange.getInputStream().readAllBytes());
    }

    private static String header(HttpServerExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    boolean yaml() {
        return contentType.endsWith("yaml");
    }

    boolean wantsTable() {
        return accept.contains("as=Table");
    }

    /** The body as a tree; an empty body is an empty object. */
    JsonNode tree() {
        if (contentType.equals("application/vnd.kubernetes.protobuf") || contentType.equals("application/cbor")) {
            throw ApiFailure.unsupportedMediaType(
                    "the body of the request was in an unknown format - accepted media types include: application/json, "
                            + "application/yaml (this API server does not read " + contentType + ")");
        }
        if (body.length == 0) {
            return Json.object();
        }
        try {
            boolean json = body[0] == '{' || body[0] == '[';
            return Json.read(body, yaml() && !json);
        } catch (Json.Malformed malformed) {
            throw ApiFailure.badRequest(
                    "the object provided is unrecognized: couldn't get version/kind; json parse error: "
                            + malformed.getMessage());
        }
    }

    ObjectNode object() {
        if (!(tree() instanceof ObjectNode object)) {
            throw ApiFailure.badRequest("the body of the request is not an object");
        }
        return object;
    }

    /** The body of a write, refused when it names a field twice and strict decoding is wanted. */
    ObjectNode object(ResourceType type) {
        ObjectNode object = object();
        if (query.fieldValidation() == Query.FieldValidation.STRICT && !yaml()) {
            String twice = Json.duplicateField(body);
            if (!twice.isEmpty()) {
                throw Intake.strict(type, "duplicate field \"" + twice + "\"");
            }
        }
        return object;
    }
}

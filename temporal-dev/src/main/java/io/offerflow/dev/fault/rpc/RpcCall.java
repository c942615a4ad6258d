package io.offerflow.dev.fault.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.dev.fault.Script;
import java.io.IOException;
import java.math.BigInteger;

/** One JSON-RPC call on its way to a node. */
final class RpcCall {
    private static final int HEX = 16;

    private final ObjectNode question;
    private final Script.Server node;

    private RpcCall(ObjectNode question, Script.Server node) {
        this.question = question;
        this.node = node;
    }

    static RpcCall read(String body, Script.Server node) throws IOException {
        if (Json.mapper().readTree(body) instanceof ObjectNode question) {
            return new RpcCall(question, node);
        }
        throw new IOException("a batch, or no call");
    }

    String method() {
        return question.path("method").asText();
    }

    JsonNode parameter(int index) {
        return question.path("params").path(index);
    }

    /** The same call with another parameter; a missing one is appended. */
    RpcCall with(int index, JsonNode parameter) {
        ObjectNode changed = question.deepCopy();
        ArrayNode parameters = changed.withArray("params");
        if (index < parameters.size()) {
            parameters.set(index, parameter);
        } else {
            parameters.add(parameter);
        }
        return new RpcCall(changed, node);
    }

    /** What the node answers. */
    JsonNode pass() throws IOException, InterruptedException {
        return Json.mapper().readTree(node.ask(question.toString()).body());
    }

    /** What the node says to another question. */
    JsonNode ask(String method, Object... parameters) throws IOException, InterruptedException {
        ObjectNode other = envelope().put("method", method);
        other.set("params", Json.mapper().valueToTree(parameters));
        return Json.mapper().readTree(node.ask(other.toString()).body()).path("result");
    }

    ObjectNode result(JsonNode result) {
        return envelope().set("result", result);
    }

    ObjectNode result(BigInteger number) {
        return envelope().put("result", hex(number));
    }

    ObjectNode error(int code, String message) {
        ObjectNode answer = envelope();
        answer.putObject("error").put("code", code).put("message", message);
        return answer;
    }

    private ObjectNode envelope() {
        ObjectNode answer = Json.mapper().createObjectNode().put("jsonrpc", "2.0");
        return answer.set("id", question.path("id"));
    }

    static BigInteger number(JsonNode hex) {
        return new BigInteger(hex.asText().substring(2), HEX);
    }

    static String hex(BigInteger number) {
        return "0x" + number.toString(HEX);
    }
}

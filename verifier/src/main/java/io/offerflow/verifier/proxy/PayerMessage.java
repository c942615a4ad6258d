package io.offerflow.verifier.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import java.io.IOException;

/** Tells an agent who pays for the conversation, as a first message that the buyer cannot write himself. */
final class PayerMessage {
    /** Larger conversations go on unread. */
    private static final int MAX_BYTES = 4 << 20;

    private PayerMessage() {}

    /** The body with the message; unchanged when it is no conversation. */
    static byte[] tell(String payer, byte[] body) {
        if (payer.isEmpty() || body.length == 0 || body.length > MAX_BYTES) {
            return body;
        }
        try {
            JsonNode tree = Json.mapper().readTree(body);
            if (!(tree instanceof ObjectNode request) || !(request.get("messages") instanceof ArrayNode messages)) {
                return body;
            }
            messages.insertObject(0)
                    .put("role", "system")
                    .put("content", "This request was paid for by the wallet " + payer + ", verified by the gate.");
            return Json.mapper().writeValueAsBytes(request);
        } catch (JsonProcessingException noJson) {
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are always readable", e);
        }
    }
}

package io.offerflow.dev.pay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** JSON in headers: base64, standard alphabet, padded, of UTF-8. */
final class HeaderJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HeaderJson() {}

    static String encode(JsonNode json) {
        return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the value is not base64 of a JSON object */
    static ObjectNode decode(String value) {
        return parse(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the text is not a JSON object */
    static ObjectNode parse(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("not JSON", notJson);
        }
        throw new IllegalArgumentException("not a JSON object");
    }
}

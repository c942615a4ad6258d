package io.offerflow.signer.json;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON object. A field that is null is not there.
 *
 * @param path where the object stands, as a prefix of its fields' names: empty or ending with a dot
 */
public record Fields(ObjectNode object, String path) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of a whole body. */
    public static Fields parse(byte[] body) throws InvalidRequestException {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return new Fields(object, "");
            }
        } catch (IOException notJson) {
            // Refused below; the parser's words would repeat the body.
        }
        throw InvalidRequestException.notJson();
    }

    public static Fields of(JsonNode node, String field) throws InvalidRequestException {
        if (node instanceof ObjectNode object) {
            return new Fields(object, field + ".");
        }
        throw InvalidRequestException.bad(field, "must be an object");
    }

    public Optional<JsonNode> optional(String name) {
        JsonNode node = object.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    public JsonNode required(String name) throws InvalidRequestException {
        return optional(name).orElseThrow(() -> InvalidRequestException.missing(path + name));
    }

    /** The full name of a field, for messages. */
    public String at(String name) {
        return path + name;
    }

    /** What is not known would be ignored, and the caller would not get what he believes to have signed. */
    public Fields only(Set<String> known) throws InvalidRequestException {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw InvalidRequestException.bad(path + name, "is not known");
            }
        }
        return this;
    }
}

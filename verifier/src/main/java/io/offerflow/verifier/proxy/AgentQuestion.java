package io.offerflow.verifier.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A question to an agent, written anew: what chat clients set, and nothing by which an agent would find stored state ({@code user},
 * {@code store}, {@code session_id}, {@code conversation}, {@code previous_response_id} and whatever comes with a newer one).
 */
final class AgentQuestion {
    private static final String MESSAGES = "messages";
    /** Of the chat completions API. */
    private static final Set<String> PASSED = Set.of(
            "model",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "n",
            "stop",
            "seed",
            "max_tokens",
            "max_completion_tokens",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "response_format",
            "reasoning_effort",
            "tools",
            "tool_choice",
            "parallel_tool_calls");

    /** Two values of one name are two questions to two readers. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private AgentQuestion() {}

    /**
     * @param preamble the first message, of the system
     * @return empty for what is no question: not one JSON object with messages
     */
    static Optional<byte[]> rewritten(byte[] body, String preamble) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 2 * preamble.length());
        try (JsonParser in = JSON.createParser(body);
                JsonGenerator to = JSON.createGenerator(out)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            to.writeStartObject();
            boolean asks = false;
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                if (name.equals(MESSAGES) && in.currentToken() == JsonToken.START_ARRAY) {
                    asks = true;
                    messages(in, to, preamble);
                } else if (PASSED.contains(name)) {
                    to.writeFieldName(name);
                    to.copyCurrentStructure(in);
                } else {
                    in.skipChildren();
                }
            }
            to.writeEndObject();
            boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
            to.flush();
            return asks && whole ? Optional.of(out.toByteArray()) : Optional.empty();
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    private static void messages(JsonParser in, JsonGenerator to, String preamble) throws IOException {
        to.writeArrayFieldStart(MESSAGES);
        to.writeStartObject();
        to.writeStringField("role", "system");
        to.writeStringField("content", preamble);
        to.writeEndObject();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            to.copyCurrentStructure(in);
        }
        to.writeEndArray();
    }
}

package io.offerflow.verifier.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads from an agent's answer whether its run was completed. Hermes says so in the answer, with status 200 either way. */
final class AgentRun {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private boolean finished;
    private boolean bad;

    private AgentRun() {}

    static boolean compressed(List<HeaderLine> headers) {
        return headers.stream()
                .anyMatch(line -> line.is("content-encoding")
                        && !line.value().strip().equalsIgnoreCase("identity")
                        && !line.value().isBlank());
    }

    /** False also for what is no chat completion, and for a stream that ends before its run. */
    static boolean completed(List<HeaderLine> headers, byte[] body) {
        String type = headers.stream()
                .filter(line -> line.is("content-type"))
                .map(line -> line.value().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        AgentRun run = new AgentRun();
        if (type.startsWith("text/event-stream")) {
            run.stream(new String(body, StandardCharsets.UTF_8));
        } else if (type.contains("json")) {
            run.document(body);
        }
        return run.finished && !run.bad;
    }

    /** Lines of named events tell of tools; the answer is in those without a name. */
    private void stream(String text) {
        String event = "";
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                event = "";
            } else if (line.startsWith("event:")) {
                event = line.substring("event:".length()).strip();
                bad |= event.equals("error");
            } else if (event.isEmpty() && line.startsWith(DATA)) {
                String data = line.substring(DATA.length()).strip();
                if (!data.equals(DONE)) {
                    document(data.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void document(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                bad = true;
                return;
            }
            String part = "";
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    bad = true;
                    return;
                }
                if (token == JsonToken.FIELD_NAME) {
                    part = depth == 1 ? parser.currentName() : part;
                } else {
                    value(part, depth, parser);
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                }
            }
        } catch (IOException noJson) {
            bad = true;
        }
    }

    /** @param depth 1 in the document itself, 3 in one of its choices */
    private void value(String part, int depth, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (part.equals("error") && depth == 1) {
            bad |= token != JsonToken.VALUE_NULL && !token.isStructEnd();
        } else if (part.equals("hermes") && depth == 2) {
            String name = String.valueOf(parser.currentName());
            bad |= name.equals("failed") && token == JsonToken.VALUE_TRUE;
            bad |= name.equals("completed") && token == JsonToken.VALUE_FALSE;
        } else if (part.equals("choices")
                && depth == 3
                && token == JsonToken.VALUE_STRING
                && "finish_reason".equals(parser.currentName())) {
            finished = true;
            bad |= parser.getText().equals("error");
        }
    }
}

package io.offerflow.verifier.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** Tells whether an upstream delivered what was paid for. Some agents answer 200 and say in the answer that they failed. */
final class Failures {
    private static final int FIRST_ERROR = 400;
    private static final JsonFactory JSON = new JsonFactory();

    private Failures() {}

    static boolean failed(int status, List<HeaderLine> headers) {
        return status >= FIRST_ERROR
                || headers.stream()
                        .anyMatch(line -> line.is("x-hermes-completed")
                                && line.value().strip().equalsIgnoreCase("false"));
    }

    /** A chat completion of which a choice ended in an error. */
    static boolean failed(List<HeaderLine> headers, byte[] body) {
        boolean json = headers.stream()
                .anyMatch(line -> line.is("content-type") && line.value().contains("json"));
        return json && finishedWithError(body);
    }

    private static boolean finishedWithError(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            int depth = 0;
            boolean inChoices = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                    inChoices |= depth == 2 && "choices".equals(parser.currentName());
                } else if (token.isStructEnd()) {
                    depth--;
                    inChoices &= depth >= 2;
                } else if (inChoices
                        && depth == 3
                        && token == JsonToken.VALUE_STRING
                        && "finish_reason".equals(parser.currentName())
                        && "error".equals(parser.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException noJson) {
            return false;
        }
    }
}

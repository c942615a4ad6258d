package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is answered to one request that is not a watch. */
record Reply(int code, String contentType, byte[] body, List<String> warnings) {

    static final String JSON = "application/json";

    static Reply ok(ObjectNode body) {
        return of(200, body);
    }

    static Reply of(int code, ObjectNode body) {
        return new Reply(code, JSON, Json.bytes(body), List.of());
    }

    static Reply failure(ApiFailure failure) {
        return of(failure.code(), failure.status());
    }

    static Reply text(int code, String text) {
        return new Reply(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    Reply warning(List<String> texts) {
        return new Reply(code, contentType, body, List.copyOf(texts));
    }
}

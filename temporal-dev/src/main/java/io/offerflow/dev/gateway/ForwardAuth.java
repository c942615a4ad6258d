package io.offerflow.dev.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A ForwardAuth middleware: whom to ask, and which headers of its answer replace the client's. */
record ForwardAuth(String address, List<String> responseHeaders) {

    static ForwardAuth of(JsonNode spec) {
        List<String> headers = new ArrayList<>();
        spec.path("authResponseHeaders").forEach(header -> headers.add(header.asText()));
        return new ForwardAuth(spec.path("address").asText(), List.copyOf(headers));
    }
}

package io.offerflow.api.upstream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One health check. Exactly one of {@code code} (the HTTP status) and {@code failure} (a stable phrase without addresses or ports that
 * change, so that equal troubles read equal) is set.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Probe(String method, String path, @Nullable Integer code, @Nullable String failure) {

    /** Only 2xx is healthy. */
    public boolean healthy() {
        return code != null && code >= 200 && code < 300;
    }

    /** For people: {@code GET /health answered 503}. */
    public String sentence() {
        return method + " " + path + (code != null ? " answered " + code : ": " + failure);
    }
}

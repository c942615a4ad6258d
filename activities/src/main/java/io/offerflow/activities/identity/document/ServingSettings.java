package io.offerflow.activities.identity.document;

import io.offerflow.api.Ref;
import java.util.Optional;
import java.util.function.Function;

/**
 * How documents are served.
 *
 * @param image of the static server, nginx that runs as user 101
 * @param gateway the Gateway that routes attach to
 * @param section its listener
 */
public record ServingSettings(String image, Ref gateway, String section) {
    public static final String IMAGE = "OFFERFLOW_DOCUMENT_IMAGE";
    public static final String DEFAULT_IMAGE = "nginxinc/nginx-unprivileged:1.28.0-alpine";

    /** With the Gateway of the offers' routes. {@code text} looks up a setting by its full name; empty when it is missing or blank. */
    public static ServingSettings from(Function<String, Optional<String>> text, Ref gateway, String section) {
        return new ServingSettings(text.apply(IMAGE).orElse(DEFAULT_IMAGE), gateway, section);
    }
}

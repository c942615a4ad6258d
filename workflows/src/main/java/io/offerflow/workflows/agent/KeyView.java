package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The agent's API key as found, without the key.
 *
 * @param usable Hermes takes it
 * @param version changes when the controller draws a new key; null for a key that somebody else made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyView(boolean usable, @Nullable String version) {
    public static final KeyView MISSING = new KeyView(false, null);
}

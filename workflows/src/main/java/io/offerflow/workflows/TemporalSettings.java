package io.offerflow.workflows;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which Temporal server watcher and worker meet at.
 *
 * @param address host and port of the frontend
 * @param namespace the Temporal namespace
 * @param tls whether the connection is encrypted
 * @param apiKey a secret; never shown
 */
public record TemporalSettings(String address, String namespace, boolean tls, @Nullable String apiKey) {
    public static final String ADDRESS = "OFFERFLOW_TEMPORAL_ADDRESS";
    public static final String NAMESPACE = "OFFERFLOW_TEMPORAL_NAMESPACE";
    public static final String TLS = "OFFERFLOW_TEMPORAL_TLS";
    public static final String API_KEY = "OFFERFLOW_TEMPORAL_API_KEY";

    public static final String DEFAULT_NAMESPACE = "offerflow";

    private static final String DEFAULT_ADDRESS = "127.0.0.1:7233";

    /**
     * Reads the settings; an API key alone switches TLS on, because it must not travel in the clear.
     *
     * @param text looks up a setting by its full name; empty when it is missing or blank
     * @throws IllegalArgumentException when TLS is neither true nor false, or switched off despite an API key
     */
    public static TemporalSettings from(Function<String, Optional<String>> text) {
        String apiKey = text.apply(API_KEY).orElse(null);
        String tls = text.apply(TLS).orElse(apiKey == null ? "false" : "true");
        if (!tls.equals("true") && !tls.equals("false")) {
            throw new IllegalArgumentException(TLS + " is \"" + tls + "\": true or false is needed");
        }
        if (apiKey != null && tls.equals("false")) {
            throw new IllegalArgumentException(TLS + " is false although " + API_KEY + " is set: a key needs TLS");
        }
        return new TemporalSettings(
                text.apply(ADDRESS).orElse(DEFAULT_ADDRESS),
                text.apply(NAMESPACE).orElse(DEFAULT_NAMESPACE),
                tls.equals("true"),
                apiKey);
    }

    @Override
    public String toString() {
        return "TemporalSettings[address=" + address + ", namespace=" + namespace + ", tls=" + tls + ", apiKey="
                + (apiKey == null ? "none" : "(not shown)") + "]";
    }
}

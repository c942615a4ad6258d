package io.offerflow.workflows.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Secrets of an agent's namespace that people fill and Hermes reads at its start: a key for the model gateway that is this agent's own, and
 * whatever else its environment needs. They have fixed names, so that nobody needs rights on other Secrets to see that one was changed; only
 * their versions are read.
 */
public final class PodSecrets {
    /** Has one entry, {@link #MODEL_KEY}. */
    public static final String MODEL_KEY_SECRET = "hermes-model-key";

    /** Variable that the configuration refers to, and entry of the Secret. */
    public static final String MODEL_KEY = "LLM_KEY";

    /** All its entries become variables. */
    public static final String ENVIRONMENT_SECRET = "hermes-env";

    /** By name, for the watch and the look. */
    public static final List<String> NAMES = List.of(ENVIRONMENT_SECRET, MODEL_KEY_SECRET);

    /** Annotation of the pod: which versions it was started with. */
    public static final String VERSIONS = "obol.org/environment";

    private PodSecrets() {}

    /** @param versions resource versions by name; Secrets that do not exist are left out */
    public static String text(Map<String, String> versions) {
        return String.join(
                ",",
                new TreeMap<>(versions)
                        .entrySet().stream()
                                .map(secret -> secret.getKey() + "=" + secret.getValue())
                                .toList());
    }
}

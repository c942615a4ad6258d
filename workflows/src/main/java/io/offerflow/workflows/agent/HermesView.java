package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.workflows.entity.Rendered;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of Hermes besides which children there are.
 *
 * @param configuration digest of the stored configuration, see {@link #digest}; null when there is no ConfigMap
 * @param soul as it was delivered; null while it was not
 * @param environment versions of the Secrets that people fill, see {@link PodSecrets#text}
 * @param health what Hermes says of itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HermesView(@Nullable String configuration, @Nullable Soul soul, String environment, Health health) {

    public static final HermesView MISSING = new HermesView(null, null, "", Health.NOT_ASKED);

    /**
     * @param objective digest of the objective that SOUL.md was made of; null when it is not known
     * @param request that SOUL.md was last written for; empty for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Soul(@Nullable String objective, String request) {}

    /** @param message what is wrong, for people */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Health(State state, @Nullable String message) {
        public static final Health NOT_ASKED = new Health(State.NotAsked, null);
        public static final Health WELL = new Health(State.Well, null);

        public static Health unwell(String message) {
            return new Health(State.Unwell, message);
        }
    }

    /** Serialised by its name. */
    public enum State {
        /** Its newest pod is not ready, so that there is nobody to ask. */
        NotAsked,
        Well,
        Unwell
    }

    /** Of what Hermes reads; entries that others add to the ConfigMap reach nobody. */
    public static String digest(Map<?, ?> data) {
        return Rendered.digest(String.valueOf(data.get(HermesConfig.FILE)));
    }
}

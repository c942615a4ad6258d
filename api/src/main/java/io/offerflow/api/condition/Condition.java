package io.offerflow.api.condition;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A metav1.Condition. {@code lastTransitionTime} has whole seconds and moves only when {@code status} flips; {@code reason} is the name
 * of a {@link Reason}, kept as text because stored objects may carry reasons of other versions.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        String type,
        Status status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Instant lastTransitionTime,
        @Nullable Long observedGeneration) {

    /** Serialised by its name, as Kubernetes spells it. */
    public enum Status {
        True,
        False,
        Unknown
    }

    public boolean holds() {
        return status == Status.True;
    }
}

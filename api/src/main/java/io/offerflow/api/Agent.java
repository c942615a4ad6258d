package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Hermes agent with, if asked for, its own wallet. Meanings and bounds: {@code deploy/crds/agents.yaml}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Agent(Metadata metadata, Spec spec, @Nullable Status status) {

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Nullable String runtime,
            @Nullable String model,
            @Nullable String modelProvider,
            List<String> skills,
            @Nullable String objective,
            @Nullable Integer maxTurns,
            @Nullable List<String> disabledToolsets,
            @Nullable Integer maxConcurrentRuns,
            @Nullable Wallet wallet) {
        public Spec {
            skills = skills == null ? List.of() : List.copyOf(skills);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Wallet(@Nullable Boolean create, @Nullable String deletionPolicy, @Nullable String expectedAddress) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Status(
            long observedGeneration,
            @Nullable String phase,
            @Nullable String pinnedModel,
            @Nullable String walletAddress,
            @Nullable String endpoint,
            List<Condition> conditions) {
        public Status {
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }
    }
}

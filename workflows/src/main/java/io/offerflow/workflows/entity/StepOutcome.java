package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What became of a step. {@code message} is the API server's sentence when it failed, without what changes from try to try. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepOutcome(String step, Result result, @Nullable String message) {

    public enum Result {
        DONE,
        /** Refused for good: trying again without a change gives the same answer. */
        FAILED,
        /** Not tried, because an earlier step had to come first. */
        SKIPPED
    }

    public static StepOutcome done(Step step) {
        return new StepOutcome(step.summary(), Result.DONE, null);
    }

    public static StepOutcome failed(Step step, String message) {
        return new StepOutcome(step.summary(), Result.FAILED, message);
    }

    public static StepOutcome skipped(Step step) {
        return new StepOutcome(step.summary(), Result.SKIPPED, null);
    }
}

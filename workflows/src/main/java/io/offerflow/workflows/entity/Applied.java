package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a plan's steps.
 *
 * @param outcomes in the order of the steps; empty when superseded
 * @param seen what there is after the steps; null when superseded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Applied<O>(boolean superseded, List<StepOutcome> outcomes, @Nullable O seen) {

    /** The plan was made for another version of the object, or another object: nothing was done. */
    public static <O> Applied<O> overtaken() {
        return new Applied<>(true, List.of(), null);
    }
}

package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.ObjectStatus;
import io.offerflow.workflows.entity.EntityMemory.Repair;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about an object, and what to say.
 *
 * @param steps in order; empty when everything is as wanted
 * @param status the status that is true now; null when there is no object to write it to
 * @param wakeAt when to look again without a nudge; null for never. Without an object: while there is something that it left to do
 * @param wakeWhy shown on the timer
 * @param repairs children that the steps mend and that somebody else had changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan<S extends ObjectStatus>(
        List<Step> steps, @Nullable S status, @Nullable Instant wakeAt, String wakeWhy, List<Repair> repairs) {

    /** Nothing is left: neither object nor children, nor anything to do about them. */
    public boolean gone() {
        return status == null && steps.isEmpty() && wakeAt == null;
    }
}

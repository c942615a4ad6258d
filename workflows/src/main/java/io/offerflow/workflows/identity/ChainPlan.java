package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationPhase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to do about one chain, and what to say.
 *
 * @param record to be remembered
 * @param move at most one at a time
 * @param wakeAt when to look again without news; null for never
 * @param settled whether nothing is left to do, for now or for good
 */
record ChainPlan(ChainRecord record, @Nullable Move move, @Nullable Instant wakeAt, Told told, boolean settled) {

    /** @param detail specific to this case; may be empty */
    record Told(RegistrationPhase phase, Reason reason, String detail) {
        String sentence() {
            return detail.isEmpty() ? reason.meaning() : reason.meaning() + " " + detail;
        }
    }

    static ChainPlan waiting(ChainRecord record, @Nullable Instant until, Told told) {
        return new ChainPlan(record, null, until, told, false);
    }

    static ChainPlan doing(ChainRecord record, Move move, Told told) {
        return new ChainPlan(record, move, null, told, false);
    }

    static ChainPlan settled(ChainRecord record, @Nullable Instant until, Told told) {
        return new ChainPlan(record, null, until, told, true);
    }
}

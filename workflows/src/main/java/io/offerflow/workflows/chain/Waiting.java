package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why something waits, and when it is tried again.
 *
 * @param detail what is specific to this case; may be empty
 * @param toldFee wei per gas that the detail names, for {@link Price#steady}; null where it names none
 */
record Waiting(Reason reason, String detail, Instant until, @Nullable BigInteger toldFee) {

    Waiting(Reason reason, String detail, Instant until) {
        this(reason, detail, until, null);
    }

    /** The fee that was told last, for the same reason. */
    static @Nullable BigInteger toldFee(@Nullable Waiting last, Reason reason) {
        return last == null || last.reason() != reason ? null : last.toldFee();
    }

    boolean over(Instant now) {
        return !now.isBefore(until);
    }
}

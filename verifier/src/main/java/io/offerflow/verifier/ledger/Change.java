package io.offerflow.verifier.ledger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One step of a payment. Each applies only from the states it names; applied twice it is {@link Written#STALE}. */
public sealed interface Change {

    String id();

    /** From reserved. */
    record Verified(String id) implements Change {}

    /**
     * From reserved or verified. Must be durable before money can move.
     *
     * @param order what the settle call sends, kept for sending it again until the outcome is final
     * @param lease longer than the call can take; afterwards it counts as lost
     */
    record Settling(String id, SettleOrder order, Duration lease) implements Change {}

    /**
     * From settling, unknown or unresolved.
     *
     * @param credit which transfer of the transaction, where it holds several; usually empty
     * @param delivery names the request that goes out with it; null leaves the delivery open
     */
    record Settled(String id, String transaction, String credit, @Nullable String delivery) implements Change {}

    /** From reserved, verified or settling, and only where it is proven that nothing was taken. */
    record Released(String id) implements Change {}

    /** From reserved or verified. */
    record Used(String id) implements Change {}

    /**
     * From settling.
     *
     * @param transaction a claim of the facilitator, or empty
     */
    record Unknown(String id, String transaction, String detail) implements Change {}

    /** The right to the one delivery of a settled payment that was not delivered. */
    record Delivered(String id, String delivery) implements Change {}

    /** Gives that right back; {@code delivery} is who had it and did not use it. */
    record Undelivered(String id, String delivery) implements Change {}

    /**
     * From unknown or unresolved.
     *
     * @param state FAILED, EXPIRED or UNRESOLVED
     */
    record Resolved(String id, State state, String detail) implements Change {}
}

package io.offerflow.verifier.pay;

import java.time.Instant;

/**
 * Who may use a payment. A key is held by one request at a time; once used it never comes back, and one whose outcome is unknown stays
 * blocked. Implementations are safe for many threads, and where they are shared by several gates, for all of them.
 */
public interface PaymentLedger {

    /** The answer to an attempt. */
    enum Reservation {
        /** The caller holds the key and must end with exactly one of {@code release}, {@code used}, {@code unknown}. */
        HELD,
        /** Another request holds it. */
        IN_USE,
        ALREADY_USED,
        /** An earlier settlement ended without a known outcome. */
        OUTCOME_UNKNOWN,
        /** No room to remember another one. */
        FULL
    }

    /** @param validBefore until then the entry must be remembered, since a facilitator could accept it again */
    Reservation reserve(PaymentKey key, Instant validBefore);

    /** Nothing was taken: the buyer may present it again. */
    void release(PaymentKey key);

    /** It has bought its request. */
    void used(PaymentKey key);

    /** Money may have moved. */
    void unknown(PaymentKey key);

    /** Entries that are remembered. */
    int size();
}

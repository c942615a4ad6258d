package io.offerflow.verifier.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may use a payment, and what became of it. Safe for many threads and, where the database is shared, for many replicas. Calls block
 * until what they say is durable, except a reservation: it stands at once but may still be lost, which {@link Change.Settling} notices.
 */
public interface PaymentLedger {

    /** @param lease time to reach {@link Change.Settling}; afterwards others may take the payment */
    Reservation reserve(Intent intent, Duration lease);

    Written write(Change change);

    /** @throws LedgerUnavailableException when the database does not answer, as do the following */
    Optional<PaymentRecord> find(String id);

    Optional<PaymentRecord> find(PaymentKey key);

    /** The longest unchanged first. Not for SETTLED, of which there is no end. */
    List<PaymentRecord> list(State state, int limit);

    /** What a settle call would send again; empty once the outcome is final. */
    Optional<SettleOrder> order(String id);
}

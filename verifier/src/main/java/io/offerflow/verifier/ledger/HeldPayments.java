package io.offerflow.verifier.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Payments that this process has reserved and not brought to an end, for the bound on open ones; each at most as long as its lease. */
final class HeldPayments {
    /** Id to the end of the lease, milliseconds since 1970. */
    private final Map<String, Long> leases = new ConcurrentHashMap<>();

    void add(ReserveSql.Attempt attempt, long now) {
        leases.put(attempt.id(), now + attempt.lease().toMillis());
    }

    /** Also after a change that was refused: then somebody else has ended the payment. */
    void after(Change change, long now) {
        switch (change) {
            case Change.Settled c -> leases.remove(c.id());
            case Change.Released c -> leases.remove(c.id());
            case Change.Used c -> leases.remove(c.id());
            case Change.Unknown c -> leases.remove(c.id());
            case Change.Settling c ->
                leases.computeIfPresent(c.id(), (id, until) -> now + c.lease().toMillis());
            case Change.Verified c -> {}
            case Change.Delivered c -> {}
            case Change.Undelivered c -> {}
            case Change.Resolved c -> {}
        }
    }

    void forgetLapsed(long now) {
        leases.values().removeIf(until -> until < now);
    }

    int size() {
        return leases.size();
    }
}

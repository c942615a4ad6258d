package io.offerflow.verifier.ledger;

import io.offerflow.verifier.ledger.ReserveSql.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of a process that has its database for itself. They stand in memory until the first step that must outlive the process; that
 * one writes the row. A process that dies before has ordered no settlement, so that nothing can have been taken. Changed by one thread,
 * read by any. An entry leaves only when its row is durable, so who asks here first and the database then misses nothing.
 */
final class Reservations {
    private final Map<String, Kept> byId = new ConcurrentHashMap<>();
    private final Map<PaymentKey, Kept> byKey = new ConcurrentHashMap<>();
    private final Map<Name, Kept> byName = new ConcurrentHashMap<>();

    /** A buyer's own name for a payment. */
    private record Name(String payer, String identifier) {}

    /**
     * @param until end of the lease, milliseconds since 1970, as the following
     * @param since it is in this state
     */
    record Kept(Attempt attempt, State state, long until, long createdAt, long since) {
        PaymentRecord payment() {
            Intent intent = attempt.intent();
            return new PaymentRecord(
                    attempt.id(),
                    intent.key(),
                    state,
                    intent.seller(),
                    intent.payTo(),
                    intent.amount(),
                    intent.validBefore(),
                    "",
                    false,
                    "",
                    Instant.ofEpochMilli(since),
                    intent.presented().digest());
        }
    }

    void add(Attempt attempt, long now) {
        put(new Kept(attempt, State.RESERVED, now + attempt.lease().toMillis(), now, now));
    }

    /** From reserved. */
    void verify(Kept kept, long now) {
        put(new Kept(kept.attempt(), State.VERIFIED, kept.until(), kept.createdAt(), now));
    }

    void remove(Kept kept) {
        byId.remove(kept.attempt().id());
        byKey.remove(kept.attempt().intent().key());
        name(kept).ifPresent(byName::remove);
    }

    @Nullable
    Kept get(String id) {
        return byId.get(id);
    }

    Optional<PaymentRecord> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(Kept::payment);
    }

    Optional<PaymentRecord> find(PaymentKey key) {
        return Optional.ofNullable(byKey.get(key)).map(Kept::payment);
    }

    /** The name stands for another payment than this one. */
    boolean namesAnother(Intent intent) {
        String identifier = intent.presented().identifier();
        Kept named =
                identifier == null ? null : byName.get(new Name(intent.key().payer(), identifier));
        return named != null && !named.attempt().intent().key().equals(intent.key());
    }

    List<Kept> lapsed(long now) {
        return byId.values().stream().filter(kept -> kept.until() < now).toList();
    }

    List<PaymentRecord> list(State state) {
        return byId.values().stream()
                .filter(kept -> kept.state() == state)
                .map(Kept::payment)
                .toList();
    }

    private void put(Kept kept) {
        byId.put(kept.attempt().id(), kept);
        byKey.put(kept.attempt().intent().key(), kept);
        name(kept).ifPresent(name -> byName.put(name, kept));
    }

    private static Optional<Name> name(Kept kept) {
        Intent intent = kept.attempt().intent();
        return Optional.ofNullable(intent.presented().identifier())
                .map(identifier -> new Name(intent.key().payer(), identifier));
    }
}

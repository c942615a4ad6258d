package io.offerflow.verifier.pay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A ledger for one gate that forgets with the process; then only the chain's own nonce stands against a second settlement. Full means
 * refused: forgetting an entry early would let its payment pass twice.
 */
public final class MemoryLedger implements PaymentLedger {
    /** Clocks of gate, facilitator and chain differ; remembered beyond the end by this. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final int capacity;
    private final Map<PaymentKey, Entry> entries = new ConcurrentHashMap<>();

    private enum State {
        HELD,
        USED,
        UNKNOWN
    }

    private record Entry(State state, Instant forgetAt) {}

    public MemoryLedger(InstantSource clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public Reservation reserve(PaymentKey key, Instant validBefore) {
        if (entries.size() >= capacity) {
            forget();
        }
        boolean room = entries.size() < capacity;
        AtomicReference<Reservation> answer = new AtomicReference<>(Reservation.FULL);
        entries.compute(key, (same, entry) -> {
            if (entry != null) {
                answer.set(answer(entry));
                return entry;
            }
            if (!room) {
                return null;
            }
            answer.set(Reservation.HELD);
            return new Entry(State.HELD, validBefore.plus(SKEW));
        });
        return answer.get();
    }

    @Override
    public void release(PaymentKey key) {
        entries.remove(key);
    }

    @Override
    public void used(PaymentKey key) {
        end(key, State.USED);
    }

    @Override
    public void unknown(PaymentKey key) {
        end(key, State.UNKNOWN);
    }

    @Override
    public int size() {
        return entries.size();
    }

    private void end(PaymentKey key, State state) {
        entries.computeIfPresent(key, (same, entry) -> new Entry(state, entry.forgetAt()));
    }

    private static Reservation answer(Entry entry) {
        return switch (entry.state()) {
            case HELD -> Reservation.IN_USE;
            case USED -> Reservation.ALREADY_USED;
            case UNKNOWN -> Reservation.OUTCOME_UNKNOWN;
        };
    }

    private void forget() {
        Instant now = clock.instant();
        for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.state() != State.HELD && now.isAfter(entry.forgetAt())) {
                each.remove();
            }
        }
    }
}

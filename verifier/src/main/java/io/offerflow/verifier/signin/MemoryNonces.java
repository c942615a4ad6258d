package io.offerflow.verifier.signin;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** For one gate. Full means refused: a nonce that is forgotten early could be used twice. */
public final class MemoryNonces implements Nonces {
    private final InstantSource clock;
    private final int capacity;
    private final Set<String> used = new HashSet<>();
    private final Queue<Expiry> expiries = new PriorityQueue<>();

    private record Expiry(Instant at, String nonce) implements Comparable<Expiry> {
        @Override
        public int compareTo(Expiry other) {
            return at.compareTo(other.at);
        }
    }

    public MemoryNonces(InstantSource clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public synchronized Use use(String nonce, Instant until) {
        forget(clock.instant());
        if (used.contains(nonce)) {
            return Use.AGAIN;
        }
        if (used.size() >= capacity) {
            return Use.REFUSED;
        }
        used.add(nonce);
        expiries.add(new Expiry(until, nonce));
        return Use.FIRST;
    }

    private void forget(Instant now) {
        for (Expiry first = expiries.peek(); first != null && first.at().isBefore(now); first = expiries.peek()) {
            used.remove(first.nonce());
            expiries.remove();
        }
    }
}

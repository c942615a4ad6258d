package io.offerflow.dev.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The calls of a proxy, oldest first; of very many the newest are kept. A watch is noted when it was opened. */
public final class Journal {
    private static final int KEPT = 200_000;

    private final Deque<Call> calls = new ArrayDeque<>();

    Journal() {}

    synchronized void add(Call call) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    /** A copy. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many of the kept calls are such. */
    public synchronized long count(Predicate<Call> such) {
        return calls.stream().filter(such).count();
    }

    /** How many of the kept calls asked for a change. */
    public long writes() {
        return count(Call::write);
    }

    /** Forgets all calls so far. */
    public synchronized void clear() {
        calls.clear();
    }
}

package io.offerflow.watcher.nudge;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

/**
 * The slow lane: objects that are probably fine and only looked at to be sure. One goes at a time, after a pause, and only while nothing else
 * waits, so that it never delays a change that somebody made. Thread-safe.
 */
public final class Trickle {
    private final Duration pause;
    private final IntSupplier busy;
    private final BiConsumer<Key, Wake> out;
    private final Map<Key, Wake> waiting = new LinkedHashMap<>();
    private Instant next = Instant.MIN;

    /**
     * @param busy how many objects wait in the fast lane
     * @param out the fast lane
     */
    public Trickle(Duration pause, IntSupplier busy, BiConsumer<Key, Wake> out) {
        this.pause = pause;
        this.busy = busy;
        this.out = out;
    }

    public synchronized void add(Key key, Wake wake) {
        waiting.putIfAbsent(key, wake);
    }

    /** The offer was nudged for another reason. */
    public synchronized void forget(Key key) {
        waiting.remove(key);
    }

    public synchronized void clear() {
        waiting.clear();
    }

    public synchronized int size() {
        return waiting.size();
    }

    public synchronized void tick(Instant now) {
        if (waiting.isEmpty() || now.isBefore(next) || busy.getAsInt() > 0) {
            return;
        }
        Map.Entry<Key, Wake> first = waiting.entrySet().iterator().next();
        waiting.remove(first.getKey());
        next = now.plus(pause);
        out.accept(first.getKey(), first.getValue());
    }
}

package io.offerflow.watcher;

import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.KeyedQueue;
import io.offerflow.watcher.nudge.Trickle;
import io.offerflow.watcher.nudge.Wake;

/** Lets nudges through while this process leads; a new leader looks at everything itself, so nothing is kept for later. */
final class NudgeGate {
    private final KeyedQueue queue;
    private final Trickle trickle;
    private volatile boolean open;

    NudgeGate(KeyedQueue queue, Trickle trickle) {
        this.queue = queue;
        this.trickle = trickle;
    }

    void open() {
        open = true;
    }

    void shut() {
        open = false;
        trickle.clear();
        queue.clear();
    }

    boolean isOpen() {
        return open;
    }

    void now(Key key, Wake wake) {
        if (open) {
            trickle.forget(key);
            queue.offer(key, wake);
        }
    }

    void later(Key key, Wake wake) {
        if (open) {
            trickle.add(key, wake);
        }
    }
}

package io.offerflow.verifier.facilitator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** Idle connections to one origin, the most recently used on top. */
final class ConnectionPool implements AutoCloseable {
    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final Semaphore room;
    private volatile boolean closed;

    ConnectionPool(int capacity) {
        room = new Semaphore(capacity);
    }

    /** One that was idle for at most {@code maxIdle} and is quiet; dead ones on the way are thrown away. */
    Optional<HttpConnection> take(Duration maxIdle) {
        for (HttpConnection top = idle.pollFirst(); top != null; top = idle.pollFirst()) {
            room.release();
            if (top.mayBeUsed() && !top.hasIdledAtMost(maxIdle)) {
                // All below have idled longer; this one is still good for somebody who may ask twice.
                keep(top);
                return Optional.empty();
            }
            if (top.mayBeUsed() && top.isQuiet()) {
                return Optional.of(top);
            }
            top.close();
        }
        return Optional.empty();
    }

    /** Takes a connection back, or closes it where it cannot be used again. */
    void keep(HttpConnection connection) {
        if (closed || !connection.mayBeUsed() || !room.tryAcquire()) {
            connection.close();
            return;
        }
        idle.addFirst(connection);
        if (closed) {
            close();
        }
    }

    /** Closes what has idled too long, so that connections which the other side closed do not pile up. */
    void sweep() {
        for (HttpConnection connection : idle) {
            if (!connection.mayBeUsed() && idle.removeLastOccurrence(connection)) {
                room.release();
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (HttpConnection top = idle.pollFirst(); top != null; top = idle.pollFirst()) {
            top.close();
        }
    }
}

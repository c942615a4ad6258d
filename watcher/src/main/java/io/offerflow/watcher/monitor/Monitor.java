package io.offerflow.watcher.monitor;

import java.time.Instant;

/** Ticked by one thread, a few times a second, while this process leads. A tick never blocks. */
public interface Monitor {
    void tick(Instant now);

    /** The lead is lost: what was remembered may be stale when it comes back. */
    void reset();
}

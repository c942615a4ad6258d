package io.offerflow.flows.mint;

import io.offerflow.dev.temporal.RealTemporal;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The end of the Temporal server that all runs share, for a while. */
final class Outage {
    private final RealTemporal temporal;

    Outage(RealTemporal temporal) {
        this.temporal = temporal;
    }

    /** Until it answers again. */
    synchronized void bring() {
        try {
            temporal.kill();
            temporal.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

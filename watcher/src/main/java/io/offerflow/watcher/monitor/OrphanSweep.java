package io.offerflow.watcher.monitor;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds what nobody looks after, from the cluster alone: children whose offer is gone, and offers in deletion that still carry our finalizer.
 * At once for a new leader, and then from time to time.
 */
public final class OrphanSweep implements Monitor {
    private final Duration interval;
    private final Supplier<Set<Ref>> owners;
    private final Surroundings around;
    private Instant next = Instant.MIN;

    /** @param owners the offers that the existing children name */
    public OrphanSweep(Duration interval, Supplier<Set<Ref>> owners, Surroundings around) {
        this.interval = interval;
        this.owners = owners;
        this.around = around;
    }

    @Override
    public void tick(Instant now) {
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(interval);
        for (Ref owner : owners.get()) {
            if (around.offers().get(owner) == null) {
                String sentence = Cause.CHILD_ORPHANED.sentence();
                around.nudges().accept(owner, Wake.absent(Cause.CHILD_ORPHANED, sentence, true));
            }
        }
        for (OfferFacts offer : around.offers().all()) {
            if (offer.deleting() && offer.metadata().finalizers().contains(ServiceOffer.FINALIZER)) {
                around.nudges().accept(offer.ref(), Wake.of(offer.metadata(), Cause.DELETING));
            }
        }
    }

    @Override
    public void reset() {
        next = Instant.MIN;
    }
}

package io.offerflow.watcher.monitor;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds what nobody looks after, from the cluster alone: children whose object is gone, and objects in deletion that still carry our
 * finalizer. At once for a new leader, and then from time to time.
 */
public final class OrphanSweep implements Monitor {
    private final Duration interval;
    private final List<Family> families;
    private Instant next = Instant.MIN;

    /**
     * Objects of one kind.
     *
     * @param owners the objects that the existing children name
     * @param living every object as last seen
     */
    public record Family(
            ResourceKind kind,
            Supplier<Set<Ref>> owners,
            Supplier<Collection<Metadata>> living,
            BiConsumer<Ref, Wake> nudges) {}

    public OrphanSweep(Duration interval, List<Family> families) {
        this.interval = interval;
        this.families = List.copyOf(families);
    }

    @Override
    public void tick(Instant now) {
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(interval);
        families.forEach(OrphanSweep::sweep);
    }

    private static void sweep(Family family) {
        Map<Ref, Metadata> living = family.living().get().stream()
                .collect(Collectors.toMap(Metadata::ref, Function.identity(), (one, same) -> same));
        for (Ref owner : family.owners().get()) {
            if (!living.containsKey(owner)) {
                String sentence = Cause.CHILD_ORPHANED.sentence();
                family.nudges().accept(owner, Wake.absent(Cause.CHILD_ORPHANED, sentence, true));
            }
        }
        for (Metadata object : living.values()) {
            if (object.deleting() && object.finalizers().contains(family.kind().finalizer())) {
                family.nudges().accept(object.ref(), Wake.of(object, Cause.DELETING));
            }
        }
    }

    @Override
    public void reset() {
        next = Instant.MIN;
    }
}

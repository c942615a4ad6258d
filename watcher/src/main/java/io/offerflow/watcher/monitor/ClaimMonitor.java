package io.offerflow.watcher.monitor;

import io.offerflow.api.Drain;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.path.PathClaims;
import io.offerflow.api.path.PathClaims.Claim;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches who owns each path, and wakes offers that lost theirs, or whose owner went away. Many changes between two ticks cost one
 * computation. The end of a sale frees a path without any event, so it is waited for.
 */
public final class ClaimMonitor implements Monitor {
    private final Surroundings around;
    private volatile boolean dirty = true;
    private Instant nextEnd = Instant.MAX;
    private @Nullable Map<Ref, Ref> lostTo;

    public ClaimMonitor(Surroundings around) {
        this.around = around;
    }

    /** An offer changed in whatever way. Thread-safe. */
    public void changed() {
        dirty = true;
    }

    @Override
    public void tick(Instant now) {
        if (!dirty && now.isBefore(nextEnd)) {
            return;
        }
        dirty = false;
        Map<Ref, Ref> before = lostTo;
        Map<Ref, Ref> after = compute(now);
        lostTo = after;
        if (before == null) {
            // The first look of a new leader: start-up nudges whatever is not settled.
            return;
        }
        Set<Ref> concerned = new HashSet<>(before.keySet());
        concerned.addAll(after.keySet());
        concerned.stream()
                .filter(ref -> !Objects.equals(before.get(ref), after.get(ref)))
                .forEach(ref -> nudge(ref, after.get(ref)));
    }

    @Override
    public void reset() {
        lostTo = null;
        dirty = true;
    }

    private Map<Ref, Ref> compute(Instant now) {
        List<ServiceOffer> offers = around.offers().all().stream()
                .map(OfferFacts::offer)
                .filter(Objects::nonNull)
                .toList();
        nextEnd = offers.stream()
                .map(offer -> Drain.of(offer.spec()))
                .filter(drain -> drain != null && !drain.ended(now))
                .map(Drain::endsAt)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        List<Claim> claims =
                offers.stream().flatMap(offer -> Claim.of(offer, now).stream()).toList();
        Map<Ref, Ref> result = new HashMap<>();
        PathClaims.resolve(claims).losers().forEach((loser, owner) -> result.put(loser, owner.ref()));
        return result;
    }

    private void nudge(Ref ref, @Nullable Ref owner) {
        OfferFacts offer = around.offers().get(ref);
        if (offer != null && !offer.deleting()) {
            String sentence = owner == null ? "the path became free" : "the path belongs to " + owner;
            around.nudges().accept(ref, Wake.of(offer.metadata(), Cause.PATH_CLAIM, sentence));
        }
    }
}

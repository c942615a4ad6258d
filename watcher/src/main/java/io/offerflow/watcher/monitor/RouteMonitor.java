package io.offerflow.watcher.monitor;

import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.offer.RouteAcceptance.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Follows what the Gateway says of routes. A new word is compared with the condition RoutePublished once the workflow, which may be waiting
 * for it too, has had a second to write; then a difference is told once.
 */
public final class RouteMonitor implements Monitor {
    private static final Doubts.Rules RULES =
            new Doubts.Rules(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO);
    /** A word about a route whose offer's status does not follow is dropped after this. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Function<Ref, Optional<State>> acceptance;
    private final Surroundings around;
    private final Doubts doubts = new Doubts(RULES);
    private final ConcurrentHashMap<Ref, Instant> suspects = new ConcurrentHashMap<>();

    /** @param acceptance the present word about an offer's route; empty when there is no such route */
    public RouteMonitor(Function<Ref, Optional<State>> acceptance, Surroundings around) {
        this.acceptance = acceptance;
        this.around = around;
    }

    /** The Gateway's word about the offer's route changed. Thread-safe. */
    public void changed(Ref offer, Instant now) {
        suspects.put(offer, now.plus(PATIENCE));
    }

    @Override
    public void tick(Instant now) {
        suspects.forEach((ref, until) -> {
            if (unmeasured(ref)) {
                suspects.replace(ref, until, now.plus(PATIENCE));
            } else if (done(ref, now) || now.isAfter(until)) {
                suspects.remove(ref, until);
            }
        });
        doubts.keepOnly(Set.copyOf(suspects.keySet()));
    }

    @Override
    public void reset() {
        suspects.clear();
        doubts.clear();
    }

    private boolean unmeasured(Ref ref) {
        OfferFacts offer = around.offers().get(ref);
        return offer != null && !offer.deleting() && offer.unmeasured(ConditionType.ROUTE_PUBLISHED);
    }

    private boolean done(Ref ref, Instant now) {
        OfferFacts offer = around.offers().get(ref);
        Optional<State> word = acceptance.apply(ref);
        if (offer == null || offer.deleting() || word.isEmpty()) {
            return true;
        }
        if (says(offer, word.get())) {
            doubts.agree(ref);
            return word.get() != State.Pending;
        }
        if (!doubts.differ(ref, word.get().name(), now)) {
            return false;
        }
        around.nudges().accept(ref, Wake.of(offer.metadata(), Cause.ROUTE_ACCEPTANCE, "the Gateway: " + word.get()));
        return true;
    }

    private static boolean says(OfferFacts offer, State word) {
        Optional<Condition> stored = offer.condition(ConditionType.ROUTE_PUBLISHED);
        boolean published = stored.filter(Condition::holds).isPresent();
        return switch (word) {
            case Accepted -> published;
            case Pending -> !published;
            case Rejected ->
                stored.map(Condition::reason)
                        .filter(Reason.RouteRejected.name()::equals)
                        .isPresent();
        };
    }
}

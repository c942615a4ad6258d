package io.offerflow.watcher;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.change.ChildReader;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.kube.WatchedKind;
import io.offerflow.watcher.kube.Watches;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Optional;

/**
 * What a new leader does first: offers whose status is not up to date, or whose children are not what they should be, are nudged at once;
 * all others trickle, in case something changed that no stored object shows.
 */
final class StartUp {
    private final OfferIndex offers;
    private final AgentIndex agents;
    private final Watches watches;
    private final ChildReader children;
    private final NudgeGate nudges;
    private final IdentityFeed identities;

    /** Whose objects there are. */
    record Seen(OfferIndex offers, AgentIndex agents, IdentityFeed identities) {}

    StartUp(Seen seen, Watches watches, ChildReader children, NudgeGate nudges) {
        this.offers = seen.offers();
        this.agents = seen.agents();
        this.identities = seen.identities();
        this.watches = watches;
        this.children = children;
        this.nudges = nudges;
    }

    void run() {
        agents();
        identities.startUp();
        watches.items(WatchedKind.CONFIG_MAPS).forEach(identities::unfinished);
        for (OfferFacts offer : offers.all()) {
            Optional<Wake> urgent = urgent(offer);
            if (urgent.isPresent()) {
                nudges.now(Key.offer(offer.ref()), urgent.get());
            } else {
                nudges.later(Key.offer(offer.ref()), Wake.of(offer.metadata(), Cause.STARTUP));
            }
        }
    }

    private void agents() {
        for (AgentFacts agent : agents.all()) {
            if (agent.deleting()) {
                nudges.now(Key.agent(agent.ref()), Wake.of(agent.metadata(), Cause.DELETING));
            } else if (agent.settled()) {
                nudges.later(Key.agent(agent.ref()), Wake.of(agent.metadata(), Cause.STARTUP));
            } else {
                nudges.now(Key.agent(agent.ref()), Wake.of(agent.metadata(), Cause.UNOBSERVED));
            }
        }
    }

    private Optional<Wake> urgent(OfferFacts offer) {
        if (offer.deleting()) {
            return Optional.of(Wake.of(offer.metadata(), Cause.DELETING));
        }
        if (!offer.settled()) {
            return Optional.of(Wake.of(offer.metadata(), Cause.UNOBSERVED));
        }
        return drift(offer).map(sentence -> Wake.of(offer.metadata(), Cause.CHILD_DRIFTED, sentence));
    }

    /** Empty when the children are as they should be in one of the ways of publishing the offer. */
    private Optional<String> drift(OfferFacts offer) {
        if (!offer.holds(ConditionType.ROUTE_PUBLISHED)) {
            return Optional.empty();
        }
        Optional<String> drift = Optional.empty();
        for (List<Rendered> way : children.wanted(offer)) {
            drift = way.stream().flatMap(child -> drift(offer, child).stream()).findFirst();
            if (drift.isEmpty()) {
                return drift;
            }
        }
        return drift;
    }

    private Optional<String> drift(OfferFacts offer, Rendered child) {
        WatchedKind kind = watchedAs(child.kind());
        if (!watches.synced(kind)) {
            return Optional.empty();
        }
        String namespace = child.kind().namespaceFor(offer.metadata().namespace());
        GenericKubernetesResource live = watches.get(kind, new Ref(namespace, child.name()));
        String what = child.kind().kind() + " " + child.name();
        if (live == null) {
            return Optional.of(what + " is gone");
        }
        return children.read(child.kind(), live, offer.ref(), offer).rendered()
                ? Optional.empty()
                : Optional.of(what + " is not as rendered");
    }

    static WatchedKind watchedAs(ChildKind kind) {
        return switch (kind) {
            case MIDDLEWARE -> WatchedKind.MIDDLEWARES;
            case REFERENCE_GRANT -> WatchedKind.GRANTS;
            case HTTP_ROUTE -> WatchedKind.HTTP_ROUTES;
            default -> throw new IllegalArgumentException("no child of an offer: " + kind);
        };
    }
}

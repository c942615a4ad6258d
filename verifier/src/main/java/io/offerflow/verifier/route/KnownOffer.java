package io.offerflow.verifier.route;

import io.offerflow.api.Drain;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.path.OfferPath;
import io.offerflow.api.path.PathClaims.Claim;
import io.offerflow.api.route.RefusedException;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.cluster.ServiceOfferReader.Outcome;
import io.offerflow.cluster.ServiceOfferReader.Readable;
import io.offerflow.cluster.ServiceOfferReader.Unreadable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One offer as last seen. The decision about it is made once; only a drain makes it depend on the time as well. */
final class KnownOffer {
    private final Outcome outcome;
    private final Essence essence;
    private final RouteDecision decision;

    private KnownOffer(Outcome outcome, Essence essence, RouteDecision decision) {
        this.outcome = outcome;
        this.essence = essence;
        this.decision = decision;
    }

    static KnownOffer of(Outcome outcome, Instant now) {
        return switch (outcome) {
            case Readable readable ->
                new KnownOffer(outcome, Essence.of(readable.offer()), Routes.decide(readable.offer(), now));
            case Unreadable unreadable ->
                new KnownOffer(
                        outcome,
                        Essence.of(unreadable),
                        new RouteDecision.Quarantined(Reason.InvalidSpec, unreadable.message()));
        };
    }

    /** True when nothing changed that an answer or report depends on; most status writes are of this kind. */
    boolean sameAs(KnownOffer other) {
        return essence.equals(other.essence);
    }

    Ref ref() {
        return outcome.metadata().ref();
    }

    Metadata metadata() {
        return outcome.metadata();
    }

    RouteDecision decisionAt(Instant now) {
        return outcome instanceof Readable readable && essence.drainEnd != null
                ? Routes.decide(readable.offer(), now)
                : decision;
    }

    Optional<Claim> claimAt(Instant now) {
        return outcome instanceof Readable readable ? Claim.of(readable.offer(), now) : Optional.empty();
    }

    /**
     * The path that stays closed even while nobody serves it. Empty for a path that no offer may have: a refused offer must not be able to
     * close the platform's own paths.
     */
    Optional<String> closedPath() {
        String path =
                switch (outcome) {
                    case Readable readable -> readable.offer().effectivePath();
                    case Unreadable unreadable -> unreadable.path();
                };
        if (path == null) {
            return Optional.empty();
        }
        try {
            OfferPath.check(path);
            return Optional.of(path);
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    /** The configured network, as metrics show it. */
    String network() {
        if (outcome instanceof Readable readable) {
            ServiceOfferSpec.Payment payment = readable.offer().spec().payment();
            return payment == null || payment.network() == null ? "" : payment.network();
        }
        return "";
    }

    boolean upstreamDown() {
        return essence.upstreamDown;
    }

    @Nullable
    Instant drainEnd() {
        return essence.drainEnd;
    }

    private record Essence(
            @Nullable String uid,
            long generation,
            @Nullable Instant created,
            boolean deleting,
            @Nullable ServiceOfferSpec spec,
            @Nullable AgentResolution agent,
            boolean upstreamDown,
            @Nullable Instant drainEnd,
            @Nullable String unreadable) {

        static Essence of(ServiceOffer offer) {
            Metadata m = offer.metadata();
            Drain drain = Drain.of(offer.spec());
            return new Essence(
                    m.uid(),
                    m.generation(),
                    m.creationTimestamp(),
                    m.deleting(),
                    offer.spec(),
                    offer.statusOrEmpty().agentResolution(),
                    down(offer),
                    drain == null ? null : drain.endsAt(),
                    null);
        }

        static Essence of(Unreadable unreadable) {
            Metadata m = unreadable.metadata();
            return new Essence(
                    m.uid(),
                    m.generation(),
                    m.creationTimestamp(),
                    m.deleting(),
                    null,
                    null,
                    false,
                    null,
                    unreadable.message());
        }

        /** An older generation's measurement says nothing about this one. */
        private static boolean down(ServiceOffer offer) {
            return Conditions.find(offer.statusOrEmpty().conditions(), ConditionType.UPSTREAM_HEALTHY)
                    .filter(c -> c.status() == Condition.Status.False)
                    .filter(c -> c.observedGeneration() != null
                            && c.observedGeneration() == offer.metadata().generation())
                    .isPresent();
        }
    }
}

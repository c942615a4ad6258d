package io.offerflow.verifier.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Drain;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.OfferPath;
import io.offerflow.api.path.PathClaims.Claim;
import io.offerflow.api.route.RefusedException;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.cluster.ServiceOfferReader.Outcome;
import io.offerflow.cluster.ServiceOfferReader.Readable;
import io.offerflow.cluster.ServiceOfferReader.Unreadable;
import io.offerflow.verifier.route.Sale.Circumstances;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One offer as last seen, reduced to what answers and reports need: there may be 100,000. The decision about it is made once; only a drain
 * makes it depend on the time as well, so only then the object itself is kept.
 *
 * @param essence a hash of everything that an answer or report depends on
 * @param created since when it claims its path while it is on sale; null when it claims none
 * @param closedPath the path that stays closed even while nobody serves it; null for one that no offer may have, since a refused offer must
 *     not be able to close the platform's own paths
 */
record KnownOffer(
        Ref ref,
        @Nullable String uid,
        long generation,
        long essence,
        Sale sale,
        @Nullable Instant created,
        @Nullable String closedPath,
        @Nullable Draining draining) {

    /** An offer whose sale ends. */
    record Draining(ServiceOffer offer, Circumstances circumstances, Instant end) {}

    static KnownOffer of(Outcome outcome, Instant now, AgentModel model) {
        return switch (outcome) {
            case Readable readable -> of(readable.offer(), now, model);
            case Unreadable unreadable -> of(unreadable);
        };
    }

    private static KnownOffer of(ServiceOffer offer, Instant now, AgentModel model) {
        Metadata m = offer.metadata();
        Drain drain = Drain.of(offer.spec());
        Instant end = drain == null ? null : drain.endsAt();
        Circumstances circumstances = new Circumstances(network(offer), down(offer), end, model);
        RouteDecision decision = Routes.decide(offer, now);
        // Before the end of any drain; later there is no claim.
        Claim claim = Claim.of(offer, Instant.MIN).orElse(null);
        return new KnownOffer(
                // The same objects over and over, where a route has them already.
                decision instanceof RouteDecision.Served served ? served.route().offer() : offer.ref(),
                m.uid(),
                m.generation(),
                essence(m, offer.spec(), offer.statusOrEmpty().agentResolution(), circumstances.upstreamDown(), end),
                Sale.of(decision, circumstances),
                claim == null ? null : claim.created(),
                decision instanceof RouteDecision.Served served ? served.route().path() : closed(offer.effectivePath()),
                end == null ? null : new Draining(offer, circumstances, end));
    }

    private static KnownOffer of(Unreadable unreadable) {
        Metadata m = unreadable.metadata();
        return new KnownOffer(
                m.ref(),
                m.uid(),
                m.generation(),
                essence(m, unreadable.message(), unreadable.path()),
                new Sale.Off(State.Quarantined, Reason.InvalidSpec, unreadable.message()),
                null,
                closed(unreadable.path()),
                null);
    }

    /** True when nothing changed that an answer or report depends on; most status writes are of this kind. */
    boolean sameAs(KnownOffer other) {
        return essence == other.essence;
    }

    Sale saleAt(Instant now) {
        return draining == null ? sale : Sale.of(Routes.decide(draining.offer, now), draining.circumstances);
    }

    Optional<Claim> claimAt(Instant now) {
        boolean claims = created != null && closedPath != null && (draining == null || now.isBefore(draining.end));
        return claims ? Optional.of(new Claim(ref, created, closedPath)) : Optional.empty();
    }

    @Nullable
    Instant drainEnd() {
        return draining == null ? null : draining.end;
    }

    /** As configured, for metrics; known names are few, so all offers share them. */
    private static String network(ServiceOffer offer) {
        return offer.spec().effectivePayments().stream()
                .findFirst()
                .map(Payment::network)
                .map(network -> Chains.find(network).isPresent() ? network.intern() : network)
                .orElse("");
    }

    private static @Nullable String closed(@Nullable String path) {
        if (path == null) {
            return null;
        }
        try {
            OfferPath.check(path);
            return path;
        } catch (RefusedException refused) {
            return null;
        }
    }

    private static long essence(Metadata m, @Nullable Object... parts) {
        Object all = Arrays.asList(m.uid(), m.generation(), m.creationTimestamp(), m.deleting(), Arrays.asList(parts));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(Json.mapper().writeValueAsBytes(all));
            return ByteBuffer.wrap(hash).getLong();
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("specs serialise, and every JDK has SHA-256", e);
        }
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

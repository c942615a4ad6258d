package io.offerflow.verifier.route;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.PathClaims;
import io.offerflow.api.path.PathClaims.Claim;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.verifier.route.RouteTable.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a table from all offers at one instant. Pure: the same offers and instant give the same answers. */
final class RouteTableBuilder {
    private final Collection<KnownOffer> offers;
    private final Instant now;
    private final PathClaims claims;
    private final Map<Ref, Standing> standings = new HashMap<>();

    RouteTableBuilder(Collection<KnownOffer> offers, Instant now) {
        this.offers = offers;
        this.now = now;
        this.claims = PathClaims.resolve(offers.stream()
                .map(offer -> offer.claimAt(now))
                .flatMap(Optional::stream)
                .toList());
    }

    /** @param retired paths of offers that are gone */
    RouteTable build(long version, boolean complete, Collection<String> retired) {
        offers.forEach(offer -> standings.put(offer.ref(), standing(offer)));
        PathTree<Rule> paths = new PathTree<>();
        Set<String> owned = new HashSet<>();
        for (Claim owner : claims.owners()) {
            Standing standing = standings.get(owner.ref());
            if (standing != null) {
                paths.put(owner.path(), standing.rule());
                owned.add(owner.path());
            }
        }
        Set<String> fallow = new HashSet<>(retired);
        offers.forEach(offer -> offer.closedPath().ifPresent(fallow::add));
        fallow.removeAll(owned);
        return new RouteTable(now, version, complete, Map.copyOf(standings), paths, Set.copyOf(fallow), nextChange());
    }

    private Standing standing(KnownOffer offer) {
        return switch (offer.decisionAt(now)) {
            case RouteDecision.Quarantined q ->
                new Standing(report(offer, State.Quarantined, null, q.reason(), q.message()), Rule.QUARANTINED);
            case RouteDecision.Withdrawn w ->
                new Standing(report(offer, State.Withdrawn, null, w.reason(), w.message()), Rule.WITHDRAWN);
            case RouteDecision.Served s ->
                claims.lostTo(offer.ref())
                        .map(owner -> new Standing(
                                report(offer, State.Conflict, null, Reason.PathConflict, told(s.route(), owner)),
                                Rule.CONFLICT))
                        .orElseGet(() -> served(offer, s.route()));
        };
    }

    private static String told(Route route, Claim owner) {
        return "the path " + route.path() + " overlaps " + owner.path() + " of the older offer " + owner.ref();
    }

    private static Standing served(KnownOffer offer, Route route) {
        SeriesLabels labels = new SeriesLabels(
                route.offer().namespace(),
                route.offer().name(),
                offer.network(),
                route.price().token().symbol());
        String description =
                "Request to " + route.offer().name() + " (" + route.price().display() + ")";
        Terms terms = new Terms(
                route.path(), description, RequirementBudget.fit(route.requirements()), true, offer.upstreamDown());
        return new Standing(
                report(offer, State.Served, route.digest(), null, null),
                new Rule(labels, new Access.Paid(terms), offer.drainEnd()));
    }

    private static GateReport report(
            KnownOffer offer, State state, @Nullable String digest, @Nullable Reason reason, @Nullable String message) {
        Metadata m = offer.metadata();
        return new GateReport(
                m.namespace(),
                m.name(),
                m.uid(),
                m.generation(),
                digest,
                state,
                reason == null ? null : reason.name(),
                message);
    }

    private Instant nextChange() {
        List<Instant> ends = offers.stream()
                .map(KnownOffer::drainEnd)
                .filter(end -> end != null && end.isAfter(now))
                .sorted()
                .toList();
        return ends.isEmpty() ? Instant.MAX : ends.getFirst();
    }
}

package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.PathClaims.Claim;
import io.offerflow.api.route.Charge;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.RouteRule;
import io.offerflow.verifier.route.OfferRules.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One offer: what it reports and what it answers.
 *
 * @param lostTo the claim that owns its path instead; null when none does
 */
record Standing(KnownOffer offer, @Nullable Claim lostTo, State state, OfferRules rules) {

    /** Pure. @param before the offer's former standing, whose price stays payable for a while; null when there is none */
    static Standing of(KnownOffer offer, @Nullable Claim lostTo, @Nullable Standing before, Instant now) {
        return switch (offer.decisionAt(now)) {
            case RouteDecision.Quarantined q ->
                new Standing(offer, lostTo, State.Quarantined, OfferRules.all(Rule.QUARANTINED));
            case RouteDecision.Withdrawn w ->
                new Standing(offer, lostTo, State.Withdrawn, OfferRules.all(Rule.WITHDRAWN));
            case RouteDecision.Served s ->
                lostTo == null
                        ? new Standing(offer, null, State.Served, rules(offer, s.route(), former(offer, before), now))
                        : new Standing(offer, lostTo, State.Conflict, OfferRules.all(Rule.CONFLICT));
        };
    }

    /** True when this is still what follows from the offer and the owner of its path; a drain may end at any time. */
    boolean holdsFor(KnownOffer now, @Nullable Claim owner) {
        return offer == now && Objects.equals(lostTo, owner) && offer.draining() == null;
    }

    @Nullable
    SeriesLabels labels() {
        return offer.decision() instanceof RouteDecision.Served served && state == State.Served
                ? labels(offer, served.route())
                : null;
    }

    GateReport report(Instant now) {
        Ref ref = offer.ref();
        return switch (offer.decisionAt(now)) {
            case RouteDecision.Served s ->
                lostTo == null
                        ? report(ref, s.route().digest(), null, null)
                        : report(ref, null, Reason.PathConflict, told(s.route(), lostTo));
            case RouteDecision.Quarantined q -> report(ref, null, q.reason(), q.message());
            case RouteDecision.Withdrawn w -> report(ref, null, w.reason(), w.message());
        };
    }

    private GateReport report(Ref ref, @Nullable String digest, @Nullable Reason reason, @Nullable String message) {
        return new GateReport(
                ref.namespace(),
                ref.name(),
                offer.uid(),
                offer.generation(),
                digest,
                state,
                reason == null ? null : reason.name(),
                message);
    }

    private static String told(Route route, Claim owner) {
        return "the path " + route.path() + " overlaps " + owner.path() + " of the older offer " + owner.ref();
    }

    /** Another object of the same name owes its buyers nothing. */
    private static @Nullable OfferRules former(KnownOffer offer, @Nullable Standing before) {
        boolean same =
                before != null && before.state == State.Served && Objects.equals(before.offer.uid(), offer.uid());
        return same ? before.rules : null;
    }

    private static OfferRules rules(KnownOffer offer, Route route, @Nullable OfferRules former, Instant now) {
        SeriesLabels labels = labels(offer, route);
        List<RouteRule> rules = route.rules();
        if (rules.size() == 1 && rules.getFirst().path().text().equals("/*")) {
            return OfferRules.all(rule(offer, route, rules.getFirst(), labels, former, now));
        }
        // Parts of the same charge share one rule, so that a path that can be read as either is no riddle.
        Map<Charge, Rule> shared = new IdentityHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (RouteRule part : rules) {
            Rule rule = shared.computeIfAbsent(part.charge(), charge -> rule(offer, route, part, labels, former, now));
            String text = part.path().text();
            PathPattern pattern = PathPattern.of(text.equals("/") ? route.path() : route.path() + text);
            parts.add(new Part(text, pattern, rule));
        }
        return OfferRules.of(route.path(), parts);
    }

    private static Rule rule(
            KnownOffer offer,
            Route route,
            RouteRule part,
            SeriesLabels labels,
            @Nullable OfferRules former,
            Instant now) {
        Access access =
                switch (part.charge()) {
                    case Charge.Free free -> new Access.Free();
                    case Charge.SignIn signIn -> new Access.SignIn(route.offer(), route.path());
                    case Charge.Paid paid -> {
                        Terms terms = terms(offer, route, paid);
                        Rule before =
                                former == null ? null : former.of(part.path().text());
                        yield new Access.Paid(
                                before != null && before.access() instanceof Access.Paid was
                                        ? terms.with(PriceGrace.after(was.terms(), terms, now))
                                        : terms);
                    }
                };
        return new Rule(labels, access, offer.drainEnd());
    }

    private static Terms terms(KnownOffer offer, Route route, Charge.Paid paid) {
        String description =
                "Request to " + route.offer().name() + " (" + paid.price().display() + ")";
        return new Terms(
                route.path(),
                description,
                RequirementBudget.fit(paid.requirements()),
                true,
                offer.upstreamDown(),
                route.settlement(),
                PriceGrace.NONE);
    }

    private static SeriesLabels labels(KnownOffer offer, Route route) {
        return new SeriesLabels(
                route.offer().namespace(),
                route.offer().name(),
                offer.network(),
                route.price().token().symbol());
    }
}

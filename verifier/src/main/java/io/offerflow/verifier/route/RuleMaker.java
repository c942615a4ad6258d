package io.offerflow.verifier.route;

import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.path.RoutePath;
import io.offerflow.api.route.Charge;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteRule;
import io.offerflow.verifier.route.OfferRules.Part;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the rules that requests meet from an offer's route. */
final class RuleMaker {
    private final Route route;
    private final Sale.Circumstances circumstances;
    private final SeriesLabels labels;
    /** Parts of the same charge share one rule, so that a path that can be read as either is no riddle. */
    private final Map<Charge, Rule> rules = new IdentityHashMap<>();

    RuleMaker(Route route, Sale.Circumstances circumstances) {
        this.route = route;
        this.circumstances = circumstances;
        this.labels = new SeriesLabels(
                route.offer().namespace(),
                route.offer().name(),
                circumstances.network(),
                route.price().token().symbol());
    }

    OfferRules rules() {
        List<RouteRule> all = route.rules();
        if (all.size() == 1 && all.getFirst().path().equals(RoutePath.EVERYTHING)) {
            return OfferRules.all(rule(all.getFirst().charge()));
        }
        List<Part> parts = new ArrayList<>();
        for (RouteRule one : all) {
            String text = one.path().text();
            PathPattern pattern = PathPattern.of(text.equals("/") ? route.path() : route.path() + text);
            parts.add(new Part(text, pattern, rules.computeIfAbsent(one.charge(), this::rule)));
        }
        // Where wallets sign in belongs to the parts that ask for it; no spec can name it.
        String signIn = RoutePath.SIGN_IN + "/*";
        parts.stream()
                .map(Part::rule)
                .filter(rule -> rule.access() instanceof Access.SignIn)
                .findFirst()
                .ifPresent(rule -> parts.addFirst(new Part(signIn, PathPattern.of(route.path() + signIn), rule)));
        return OfferRules.of(route.path(), parts);
    }

    private Rule rule(Charge charge) {
        Access access =
                switch (charge) {
                    case Charge.Free free -> new Access.Free();
                    case Charge.SignIn signIn -> new Access.SignIn(route.offer(), route.path());
                    case Charge.Paid paid -> new Access.Paid(terms(paid));
                };
        return new Rule(labels, access, circumstances.until(), door(access));
    }

    /** The model's name where challenges tell it, else the offer's. */
    private @Nullable AgentDoor door(Access access) {
        if (!route.type().equals(ServiceOfferSpec.TYPE_AGENT)) {
            return null;
        }
        Object model = access instanceof Access.Paid paid
                ? paid.terms().requirements().getFirst().extras().get(AgentModel.EXTRA)
                : null;
        return new AgentDoor(route.path(), model == null ? route.offer().name() : model.toString());
    }

    private Terms terms(Charge.Paid paid) {
        return new Terms(
                route.path(),
                "",
                RequirementBudget.fit(circumstances.model().told(paid.requirements())),
                true,
                circumstances.upstreamDown(),
                route.settlement(),
                PriceGrace.NONE);
    }
}

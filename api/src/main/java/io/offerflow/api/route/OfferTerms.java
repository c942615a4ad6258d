package io.offerflow.api.route;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.ServiceOfferSpec.RouteSpec;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.path.RoutePath;
import io.offerflow.api.price.EffectivePrice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ways to pay an offer and the rules of its parts. Every sentence names the field that is wrong. */
final class OfferTerms {
    private final ServiceOffer offer;
    private final List<PaymentTerms> payments;
    private final SortedMap<String, Object> extras;

    /** @throws RefusedException when there is no payment, or one names no chain or token that can be priced */
    OfferTerms(ServiceOffer offer) {
        this.offer = offer;
        this.payments = payments(offer.spec());
        this.extras = extras(offer);
    }

    /** @throws RefusedException naming the field that is wrong */
    Charge.Paid main() {
        List<Requirement> requirements =
                payments.stream().map(payment -> payment.requirement(extras)).toList();
        return new Charge.Paid(mainPrice(), requirements);
    }

    EffectivePrice mainPrice() {
        return payments.getFirst().price();
    }

    /** The most specific first. @throws RefusedException naming the field that is wrong */
    List<RouteRule> rules(Charge.Paid main) {
        List<RouteSpec> routes = offer.spec().routes();
        if (routes.isEmpty()) {
            return List.of(new RouteRule(RoutePath.EVERYTHING, main));
        }
        List<RouteRule> rules = new ArrayList<>();
        Set<RoutePath> known = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            RouteSpec route = routes.get(i);
            String field = "spec.routes[" + i + "]";
            RoutePath path = RoutePath.of(field + ".path", route.path() == null ? "" : route.path());
            if (!known.add(path)) {
                throw new RefusedException(
                        Reason.InvalidSpec, field + ".path " + path.text() + " is there twice: keep one of the two");
            }
            rules.add(new RouteRule(path, charge(field, route, main)));
        }
        rules.sort(Comparator.comparing(RouteRule::path, RoutePath.MOST_SPECIFIC_FIRST));
        return rules;
    }

    private Charge charge(String field, RouteSpec route, Charge.Paid main) {
        Price price = route.price();
        if (price != null && !route.effectiveGate().equals(RouteSpec.PAID)) {
            throw new RefusedException(Reason.InvalidPrice, field + ".price belongs to paid routes only: remove it");
        }
        return switch (route.effectiveGate()) {
            case RouteSpec.FREE -> new Charge.Free();
            case RouteSpec.AUTH -> new Charge.SignIn();
            case RouteSpec.PAID -> price == null ? main : ownPrice(field, price);
            default ->
                throw new RefusedException(
                        Reason.InvalidSpec, field + ".gate \"" + route.gate() + "\" is none of paid, free and auth");
        };
    }

    private Charge.Paid ownPrice(String field, Price price) {
        PaymentTerms payment = payments.getFirst();
        EffectivePrice own = payment.price(field + ".price", price);
        return new Charge.Paid(own, List.of(payment.requirement(own, extras)));
    }

    private static List<PaymentTerms> payments(ServiceOfferSpec spec) {
        Payment payment = spec.payment();
        List<Payment> several = spec.payments();
        if (several.isEmpty()) {
            if (payment == null) {
                throw new RefusedException(Reason.InvalidSpec, "spec.payment is missing");
            }
            return List.of(PaymentTerms.of("spec.payment", payment));
        }
        if (payment != null && !payment.equals(several.getFirst())) {
            throw new RefusedException(
                    Reason.InvalidSpec,
                    "spec.payment differs from spec.payments[0]: make both the same or remove spec.payment");
        }
        List<PaymentTerms> terms = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < several.size(); i++) {
            PaymentTerms one = PaymentTerms.of("spec.payments[" + i + "]", several.get(i));
            if (!tokens.add(one.chain().id() + one.token().address().toLowerCase(Locale.ROOT))) {
                throw new RefusedException(
                        Reason.InvalidSpec,
                        "spec.payments[" + i + "] names the same token of the same network as an earlier one");
            }
            terms.add(one);
        }
        return terms;
    }

    private static SortedMap<String, Object> extras(ServiceOffer offer) {
        AgentResolution agent = offer.statusOrEmpty().agentResolution();
        if (!offer.spec().sellsAgent() || agent == null) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, Object> extras = new TreeMap<>();
        if (agent.model() != null) {
            extras.put("agentModel", agent.model());
        }
        if (agent.runtime() != null) {
            extras.put("agentRuntime", agent.runtime());
        }
        if (!agent.skills().isEmpty()) {
            extras.put("agentSkills", agent.skills());
        }
        return Collections.unmodifiableSortedMap(extras);
    }
}

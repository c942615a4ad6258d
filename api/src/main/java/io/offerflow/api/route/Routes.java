package io.offerflow.api.route;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.path.OfferPath;
import io.offerflow.api.price.EffectivePrice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Derives the route of an offer from its spec alone, whatever its conditions say; agents also need their resolution. */
public final class Routes {
    private Routes() {}

    /** Decides about one offer at one instant; never throws for a bad spec. */
    public static RouteDecision decide(ServiceOffer offer, Instant now) {
        if (offer.metadata().deleting()) {
            return new RouteDecision.Withdrawn(Reason.Deleting, "the offer is being deleted");
        }
        Drain drain = Drain.of(offer.spec());
        if (drain != null && drain.ended(now)) {
            return new RouteDecision.Withdrawn(Reason.Drained, "the end of sale was at " + drain.endsAt());
        }
        if (offer.spec().sellsAgent()
                && offer.spec().sellsAgentOutside(offer.metadata().namespace())) {
            return new RouteDecision.Quarantined(
                    Reason.InvalidAgentRef,
                    "spec.agent.ref.namespace is another one than the offer's: an offer sells only agents of its own");
        }
        if (offer.spec().sellsAgent() && offer.statusOrEmpty().agentResolution() == null) {
            return new RouteDecision.Withdrawn(Reason.WaitingForAgent, "the agent is not resolved yet");
        }
        try {
            return new RouteDecision.Served(route(offer));
        } catch (RefusedException refused) {
            return new RouteDecision.Quarantined(refused.reason(), refused.sentence());
        }
    }

    /** The main price of an offer for people; empty when it cannot be computed. */
    public static Optional<EffectivePrice> price(ServiceOffer offer) {
        try {
            return Optional.of(new OfferTerms(offer).mainPrice());
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    /** When money moves for an offer; empty when its spec says so in no way that can be read. */
    public static Optional<Settlement> settlement(ServiceOffer offer) {
        try {
            return Optional.of(Settlement.of(offer.spec()));
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    /**
     * The one way to pay that a payment block describes, for a gate's static routes.
     *
     * @throws RefusedException naming the field that is wrong, as one of {@code spec.payment}
     */
    public static Requirement requirement(Payment payment, SortedMap<String, Object> extras) {
        return PaymentTerms.of("spec.payment", payment).requirement(extras);
    }

    private static Route route(ServiceOffer offer) {
        String path = offer.effectivePath();
        OfferPath.check(path);
        GateMode gate = GateMode.of(offer.spec());
        Settlement settlement = Settlement.of(offer.spec());
        OfferTerms terms = new OfferTerms(offer);
        Charge.Paid main = terms.main();
        List<RouteRule> rules = terms.rules(main);
        String uid = offer.metadata().uid() == null ? "" : offer.metadata().uid();
        String type = offer.spec().effectiveType();
        return new Route(
                offer.ref(),
                uid,
                offer.metadata().generation(),
                type,
                path,
                main,
                rules,
                settlement,
                gate,
                RouteDigest.of(type, path, rules, settlement, gate));
    }
}

package io.offerflow.api.route;

import io.offerflow.api.Ref;
import io.offerflow.api.price.EffectivePrice;
import java.util.List;

/**
 * What the gate enforces for one offer.
 *
 * @param path without trailing slash; the rules' paths are below it
 * @param main what the offer costs where a rule says nothing else
 * @param rules at least one, the most specific first; what none of them covers is refused
 * @param digest 16 hexadecimal digits over everything that changes an answer; gate and workflow compare it. Equal intent has one digest:
 *     an object that leaves a default out has that of one that writes it down
 */
public record Route(
        Ref offer,
        String uid,
        long generation,
        String type,
        String path,
        Charge.Paid main,
        List<RouteRule> rules,
        Settlement settlement,
        GateMode gate,
        String digest) {

    public Route {
        rules = List.copyOf(rules);
    }

    /** The main price, for people. */
    public EffectivePrice price() {
        return main.price();
    }

    /** The main ways to pay. */
    public List<Requirement> requirements() {
        return main.requirements();
    }
}

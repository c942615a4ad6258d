package io.offerflow.verifier.route;

import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.route.Requirement;
import io.offerflow.api.route.Settlement;
import java.util.List;

/**
 * What a paid rule asks for.
 *
 * @param path the rule's own path, for resource addresses when the request's is not usable
 * @param description what is bought; an empty one is made of path and price when it is asked for
 * @param requirements at least one
 * @param settles false only for static routes under {@code verifyOnly}: the payment is checked and reserved, and no money moves
 * @param upstreamDown the seller cannot deliver now: payments are turned away before money moves
 * @param settlement when money moves where the gate sees the upstream's answer; in the auth hop it is always before
 * @param grace former amounts that are still taken; they are never advertised
 */
public record Terms(
        String path,
        String description,
        List<Requirement> requirements,
        boolean settles,
        boolean upstreamDown,
        Settlement settlement,
        PriceGrace grace) {

    /** Upfront, and without a former price. */
    public Terms(
            String path, String description, List<Requirement> requirements, boolean settles, boolean upstreamDown) {
        this(path, description, requirements, settles, upstreamDown, Settlement.Upfront, PriceGrace.NONE);
    }

    /** Never empty where there is a requirement. */
    @Override
    public String description() {
        if (!description.isEmpty() || requirements.isEmpty()) {
            return description;
        }
        Requirement main = requirements.getFirst();
        String price = new EffectivePrice(main.amount(), main.token(), false).display();
        return "Request to " + path + " (" + price + ")";
    }

    /** The same for a buyer who was told this requirement. */
    public Terms asking(Requirement requirement) {
        return new Terms(path, description, List.of(requirement), settles, upstreamDown, settlement, PriceGrace.NONE);
    }

    Terms with(PriceGrace former) {
        return new Terms(path, description, requirements, settles, upstreamDown, settlement, former);
    }
}

package io.offerflow.verifier.ledger;

import java.net.URI;

/** A settle call as it was sent. The body holds the buyer's signature: it goes to the facilitator and nowhere else. */
public record SettleOrder(URI facilitator, String body) {

    @Override
    public String toString() {
        return "SettleOrder[" + facilitator.getHost() + "]";
    }
}

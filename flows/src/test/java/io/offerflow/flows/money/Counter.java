package io.offerflow.flows.money;

import io.offerflow.api.Ref;
import io.offerflow.api.route.Settlement;

/** Where one buys. */
enum Counter {
    /** A proxy asks the gate; money moves before the request passes. */
    FORWARD_AUTH(Settlement.Upfront),
    /** The gate's public listener; money moves when the seller has delivered. */
    PUBLIC(Settlement.OnSuccess);

    private final Settlement settlement;

    Counter(Settlement settlement) {
        this.settlement = settlement;
    }

    Settlement settlement() {
        return settlement;
    }

    Ref offer() {
        return new Ref("demo", this == PUBLIC ? "shop" : "asked");
    }

    String path() {
        return "/services/" + offer().name();
    }
}

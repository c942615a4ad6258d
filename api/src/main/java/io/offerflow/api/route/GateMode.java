package io.offerflow.api.route;

import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.condition.Reason;

/** Where the gate stands. The names are those of {@code spec.gate}. */
public enum GateMode {
    /** The controller chooses by what the cluster has. */
    Auto,
    /** The Gateway asks the gate before each request. */
    ForwardAuth,
    /** Requests pass through the gate. */
    Proxy;

    /** @throws RefusedException for another word */
    public static GateMode of(ServiceOfferSpec spec) {
        String word = spec.gate();
        if (word == null || word.isEmpty()) {
            return Auto;
        }
        for (GateMode mode : values()) {
            if (mode.name().equals(word)) {
                return mode;
            }
        }
        throw new RefusedException(
                Reason.InvalidSpec, "spec.gate \"" + word + "\" is none of Auto, ForwardAuth and Proxy");
    }
}

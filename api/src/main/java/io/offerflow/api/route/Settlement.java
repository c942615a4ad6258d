package io.offerflow.api.route;

import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.condition.Reason;

/** When money moves. The names are those of {@code spec.settlement}. */
public enum Settlement {
    /** Before the request reaches the upstream. */
    Upfront,
    /** After the upstream answered with success. */
    OnSuccess;

    /**
     * What the spec says, or else the default of its type: a model's or an agent's answer is worth nothing when it fails.
     *
     * @throws RefusedException for an agent that would be paid for before its run, for another word, and for OnSuccess behind ForwardAuth, where nobody sees the upstream's answer
     */
    static Settlement of(ServiceOfferSpec spec) {
        String type = spec.effectiveType();
        boolean late = type.equals(ServiceOfferSpec.TYPE_INFERENCE) || type.equals(ServiceOfferSpec.TYPE_AGENT);
        Settlement settlement = spec.settlement() == null ? (late ? OnSuccess : Upfront) : named(spec.settlement());
        if (spec.sellsAgent() && (settlement == Upfront || GateMode.of(spec) == GateMode.ForwardAuth)) {
            throw new RefusedException(
                    Reason.InvalidSpec,
                    "an agent is sold through the gate and paid for when its run was completed: remove "
                            + (settlement == Upfront ? "spec.settlement Upfront" : "spec.gate ForwardAuth"));
        }
        if (settlement == OnSuccess && GateMode.of(spec) == GateMode.ForwardAuth) {
            throw new RefusedException(
                    Reason.InvalidSpec,
                    "spec.gate ForwardAuth cannot settle OnSuccess: set spec.settlement to Upfront or spec.gate to Proxy");
        }
        return settlement;
    }

    private static Settlement named(String word) {
        for (Settlement settlement : values()) {
            if (settlement.name().equals(word)) {
                return settlement;
            }
        }
        throw new RefusedException(
                Reason.InvalidSpec, "spec.settlement \"" + word + "\" is neither Upfront nor OnSuccess");
    }
}

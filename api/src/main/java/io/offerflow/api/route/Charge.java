package io.offerflow.api.route;

import io.offerflow.api.price.EffectivePrice;
import java.util.List;

/** What a request to one part of an offer needs. */
public sealed interface Charge {

    /** Nothing. */
    record Free() implements Charge {}

    /** A wallet that has signed in. */
    record SignIn() implements Charge {}

    /**
     * A payment.
     *
     * @param price the first requirement's, for people
     * @param requirements the ways to pay, at least one, the main one first
     */
    record Paid(EffectivePrice price, List<Requirement> requirements) implements Charge {
        public Paid {
            requirements = List.copyOf(requirements);
        }
    }
}

package io.offerflow.verifier.route;

import io.offerflow.api.Ref;

/** What a rule does with a request. */
public sealed interface Access {

    record Free() implements Access {}

    record Paid(Terms terms) implements Access {}

    /**
     * For wallets that have signed in.
     *
     * @param path the offer's own, below which wallets sign in
     */
    record SignIn(Ref offer, String path) implements Access {}

    /**
     * @param reason a stable word for machines
     * @param sentence for people; it goes to anybody, so it holds no detail of the seller's configuration
     */
    record Refused(String reason, String sentence) implements Access {}
}

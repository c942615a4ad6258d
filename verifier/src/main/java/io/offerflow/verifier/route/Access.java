package io.offerflow.verifier.route;

/** What a rule does with a request. */
public sealed interface Access {

    record Free() implements Access {}

    record Paid(Terms terms) implements Access {}

    /**
     * @param reason a stable word for machines
     * @param sentence for people; it goes to anybody, so it holds no detail of the seller's configuration
     */
    record Refused(String reason, String sentence) implements Access {}
}

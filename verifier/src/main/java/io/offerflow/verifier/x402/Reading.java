package io.offerflow.verifier.x402;

/** What became of a payment header. */
public sealed interface Reading {

    record Read(Payment payment) implements Reading {}

    /** It is not a payment; the flaw repeats nothing of what was sent. */
    record Malformed(Flaw flaw) implements Reading {}
}

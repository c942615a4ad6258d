package io.offerflow.verifier.ledger;

/** The answer to an attempt to reserve a payment. */
public sealed interface Reservation {

    /** The caller holds it and must lead it to an end. The lease ends by itself, and with it the right to settle. */
    record Held(String id) implements Reservation {}

    /** It is known already. */
    record Known(PaymentRecord payment) implements Reservation {}

    /** Its payment identifier stands for another payment. */
    record IdentifierTaken() implements Reservation {}

    /** No room for another one. */
    record Full() implements Reservation {}

    /** The database does not answer or refuses to write. */
    record Unavailable() implements Reservation {}
}

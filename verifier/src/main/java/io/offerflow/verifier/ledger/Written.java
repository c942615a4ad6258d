package io.offerflow.verifier.ledger;

/** What became of a {@link Change}. */
public enum Written {
    /** Durable. */
    DONE,
    /** The payment is not in a state from which the change leads on; nothing was written. */
    STALE,
    /** The transaction already credits another payment; nothing was written. */
    TRANSACTION_TAKEN,
    /** The database does not answer or refuses to write. Whether something was written is not known. */
    UNAVAILABLE
}

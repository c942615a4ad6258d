package io.offerflow.workflows.chain;

/** What endpoints say to signed bytes, the better one before the worse. */
public enum SendAnswer {
    ACCEPTED,
    ALREADY_KNOWN,
    NONCE_TOO_LOW,
    /** Less than what replaces the transaction of this nonce that the pool has. */
    UNDERPRICED,
    /** Less than what the pool or the next block takes. */
    FEE_TOO_LOW,
    INSUFFICIENT_FUNDS,
    /** For a reason that no fee and no time mends. */
    REJECTED,
    /** Nothing, or nothing that is understood: it may have arrived. */
    UNKNOWN,
    WRONG_CHAIN
}

package io.offerflow.workflows.chain;

/** Why there is no signature that may be used. */
public enum SignTrouble {
    /** The signer does not answer. */
    UNAVAILABLE,
    /** It answers that it will not sign. */
    REFUSED,
    /** It signed something else. */
    MISMATCH
}

package io.offerflow.verifier.signature;

/** Who made a signature. */
public enum Signer {
    /** The key of the address that pays. */
    PAYER,
    /**
     * The key of the address that pays, in the form that token contracts refuse (s in the upper half of the group): somebody turned a good
     * signature into a second one.
     */
    PAYER_MALLEATED,
    /** Not that key. It may still be good: a contract wallet accepts what its own code likes (ERC-1271, ERC-6492). */
    SOMEBODY_ELSE
}

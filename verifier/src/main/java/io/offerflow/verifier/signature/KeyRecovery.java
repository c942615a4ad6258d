package io.offerflow.verifier.signature;

import org.jspecify.annotations.Nullable;

/** Recovers the public key behind an ECDSA signature on secp256k1. Safe for many threads. */
interface KeyRecovery {

    /**
     * The uncompressed key without its leading 4, 64 bytes; null where no key has made this signature. High s values are recovered too.
     *
     * @param digest 32 bytes
     * @param rs r and s, 64 bytes
     * @param parity 0 or 1
     */
    byte @Nullable [] recover(byte[] digest, byte[] rs, int parity);
}

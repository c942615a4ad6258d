package io.offerflow.verifier.signature;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's hash: Keccak-256 before it became SHA-3. */
final class Keccak {
    static final int SIZE = 32;

    private Keccak() {}

    /** Of all parts, one after the other. */
    static byte[] hash(byte[]... parts) {
        KeccakDigest digest = new KeccakDigest(SIZE * 8);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[SIZE];
        digest.doFinal(hash, 0);
        return hash;
    }

    static byte[] hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }
}

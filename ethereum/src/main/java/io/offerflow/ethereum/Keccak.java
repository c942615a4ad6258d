package io.offerflow.ethereum;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's hash: Keccak-256 before it became SHA-3. */
public final class Keccak {
    /** Bytes of a hash. */
    public static final int SIZE = 32;

    private Keccak() {}

    /** Of all parts, one after the other. */
    public static byte[] hash(byte[]... parts) {
        KeccakDigest digest = new KeccakDigest(SIZE * Byte.SIZE);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[SIZE];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** Of a text's UTF-8 bytes. */
    public static byte[] hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }
}

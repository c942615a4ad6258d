package io.offerflow.ethereum;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** libsecp256k1 through JNI. It signs in constant time. */
final class NativeCurve implements Curve {
    private final Secp256k1 library;

    /** @throws RuntimeException or {@link LinkageError} where the library cannot be unpacked or loaded */
    NativeCurve() {
        library = Secp256k1.get();
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        byte[] key = library.pubkeyCreate(secret);
        return Arrays.copyOfRange(key, 1, key.length);
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secret) {
        return library.sign(digest, secret, null);
    }

    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] rs, int parity) {
        try {
            byte[] key = library.ecdsaRecover(rs, digest, parity);
            return Arrays.copyOfRange(key, 1, key.length);
        } catch (Secp256k1Exception nobody) {
            return null;
        }
    }
}

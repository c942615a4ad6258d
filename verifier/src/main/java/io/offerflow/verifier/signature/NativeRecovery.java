package io.offerflow.verifier.signature;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** libsecp256k1 through JNI: four times as fast as Java. */
final class NativeRecovery implements KeyRecovery {
    private final Secp256k1 library;

    /** @throws RuntimeException or {@link LinkageError} where the library cannot be unpacked or loaded */
    NativeRecovery() {
        library = Secp256k1.get();
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

package io.offerflow.ethereum;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keys need of secp256k1. Safe for many threads. */
interface Curve {
    BigInteger ORDER = new BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16);
    /** EIP-2 and the contracts of tokens take an s up to here. */
    BigInteger HALF_ORDER = ORDER.shiftRight(1);

    /** The uncompressed public key without its leading 4: 64 bytes. */
    byte[] publicKey(byte[] secret);

    /** r and s in its lower form, 64 bytes; deterministic by RFC 6979 with SHA-256. */
    byte[] sign(byte[] digest, byte[] secret);

    /**
     * The public key behind a signature, 64 bytes; null where no key has made it.
     *
     * @param rs r and s, 64 bytes
     * @param parity 0 or 1
     */
    byte @Nullable [] recover(byte[] digest, byte[] rs, int parity);

    static boolean isKey(byte[] secret) {
        BigInteger number = new BigInteger(1, secret);
        return number.signum() > 0 && number.compareTo(ORDER) < 0;
    }

    static Curve get() {
        return Loaded.CURVE;
    }

    /** libsecp256k1, whose time does not depend on the key, or Java where it does not load. */
    static Curve load(Supplier<Curve> library) {
        Logger log = LoggerFactory.getLogger(Curve.class);
        try {
            Curve curve = library.get();
            // Parts of the library may load only when they are used.
            curve.recover(new byte[Signature.WORD], new byte[2 * Signature.WORD], 0);
            return curve;
        } catch (RuntimeException | LinkageError absent) {
            log.warn("keys are used in Java: the native library does not load ({})", absent.toString());
            return new JavaCurve();
        }
    }

    /** Loads the library at the first use, once for the process. */
    final class Loaded {
        private static final Curve CURVE = load(NativeCurve::new);

        private Loaded() {}
    }
}

package io.offerflow.dev.pay;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** Signatures of externally owned accounts: r, s and v in 65 bytes. Contract wallets are not simulated. */
final class Eoa {
    private static final Pattern SIGNATURE = Pattern.compile("0x[0-9a-fA-F]{130}");
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final int V_OFFSET = 27;
    private static final int V_AT = 64;

    private Eoa() {}

    static String sign(byte[] digest, ECKeyPair key) {
        Sign.SignatureData signature = Sign.signMessage(digest, key, false);
        return "0x"
                + Numeric.toHexStringNoPrefix(signature.getR())
                + Numeric.toHexStringNoPrefix(signature.getS())
                + Numeric.toHexStringNoPrefix(signature.getV());
    }

    static boolean isSignature(String text) {
        return SIGNATURE.matcher(text).matches();
    }

    /** Token contracts accept v of 27 and 28 only, whatever a library can recover. */
    static boolean hasContractV(String signature) {
        return v(signature) >= V_OFFSET;
    }

    /** The lower-case address whose key made this signature; empty when no key can have made it. */
    static Optional<String> signer(byte[] digest, String signature) {
        if (!isSignature(signature)) {
            return Optional.empty();
        }
        byte[] bytes = Numeric.hexStringToByteArray(signature);
        var ecdsa = new ECDSASignature(Numeric.toBigInt(bytes, 0, 32), Numeric.toBigInt(bytes, 32, 32));
        int v = v(signature);
        int recovery = v >= V_OFFSET ? v - V_OFFSET : v;
        if (recovery > 1 || !inRange(ecdsa.r) || !inRange(ecdsa.s) || !ecdsa.isCanonical()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Sign.recoverFromSignature(recovery, ecdsa, digest))
                    .map(key -> "0x" + Keys.getAddress(key));
        } catch (IllegalArgumentException pointNotOnCurve) {
            return Optional.empty();
        }
    }

    private static boolean inRange(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(ORDER) < 0;
    }

    private static int v(String signature) {
        return Byte.toUnsignedInt(Numeric.hexStringToByteArray(signature)[V_AT]);
    }
}

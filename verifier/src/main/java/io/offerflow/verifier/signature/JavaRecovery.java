package io.offerflow.verifier.signature;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/** BouncyCastle, for machines where the native library does not load. SEC 1, section 4.1.6, for the two candidates that Ethereum allows. */
final class JavaRecovery implements KeyRecovery {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final int EVEN_POINT = 2;

    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] rs, int parity) {
        BigInteger n = CURVE.getN();
        BigInteger r = new BigInteger(1, rs, 0, Word.SIZE);
        BigInteger s = new BigInteger(1, rs, Word.SIZE, Word.SIZE);
        ECPoint point = inGroup(r, n) && inGroup(s, n) ? point(rs, parity) : null;
        if (point == null) {
            return null;
        }
        BigInteger e = new BigInteger(1, digest);
        BigInteger inverse = r.modInverse(n);
        BigInteger ofG = inverse.multiply(e.negate()).mod(n);
        BigInteger ofPoint = inverse.multiply(s).mod(n);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofG, point, ofPoint);
        return key.isInfinity() ? null : Arrays.copyOfRange(key.getEncoded(false), 1, 1 + 2 * Word.SIZE);
    }

    private static boolean inGroup(BigInteger number, BigInteger n) {
        return number.signum() > 0 && number.compareTo(n) < 0;
    }

    /** Half of all x belong to no point. */
    private static @Nullable ECPoint point(byte[] rs, int parity) {
        byte[] encoded = new byte[1 + Word.SIZE];
        encoded[0] = (byte) (EVEN_POINT + parity);
        System.arraycopy(rs, 0, encoded, 1, Word.SIZE);
        try {
            return CURVE.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException offTheCurve) {
            return null;
        }
    }
}

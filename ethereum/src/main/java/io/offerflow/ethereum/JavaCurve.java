package io.offerflow.ethereum;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** BouncyCastle, for machines where the native library does not load. Recovery is that of SEC 1, section 4.1.6. */
final class JavaCurve implements Curve {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
    private static final int EVEN_POINT = 2;

    @Override
    public byte[] publicKey(byte[] secret) {
        return encoded(new FixedPointCombMultiplier().multiply(CURVE.getG(), new BigInteger(1, secret)));
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secret) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), DOMAIN));
        BigInteger[] rs = signer.generateSignature(digest);
        BigInteger s = rs[1].compareTo(HALF_ORDER) > 0 ? ORDER.subtract(rs[1]) : rs[1];
        byte[] bytes = Arrays.copyOf(Signature.word(rs[0]), 2 * Signature.WORD);
        System.arraycopy(Signature.word(s), 0, bytes, Signature.WORD, Signature.WORD);
        return bytes;
    }

    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] rs, int parity) {
        BigInteger r = new BigInteger(1, rs, 0, Signature.WORD);
        BigInteger s = new BigInteger(1, rs, Signature.WORD, Signature.WORD);
        ECPoint point = inGroup(r) && inGroup(s) ? point(rs, parity) : null;
        if (point == null) {
            return null;
        }
        BigInteger inverse = r.modInverse(ORDER);
        BigInteger ofG = inverse.multiply(new BigInteger(1, digest).negate()).mod(ORDER);
        BigInteger ofPoint = inverse.multiply(s).mod(ORDER);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofG, point, ofPoint);
        return key.isInfinity() ? null : encoded(key);
    }

    private static byte[] encoded(ECPoint point) {
        return Arrays.copyOfRange(point.getEncoded(false), 1, 1 + 2 * Signature.WORD);
    }

    private static boolean inGroup(BigInteger number) {
        return number.signum() > 0 && number.compareTo(ORDER) < 0;
    }

    /** Half of all x belong to no point. */
    private static @Nullable ECPoint point(byte[] rs, int parity) {
        byte[] encoded = new byte[1 + Signature.WORD];
        encoded[0] = (byte) (EVEN_POINT + parity);
        System.arraycopy(rs, 0, encoded, 1, Signature.WORD);
        try {
            return CURVE.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException offTheCurve) {
            return null;
        }
    }
}

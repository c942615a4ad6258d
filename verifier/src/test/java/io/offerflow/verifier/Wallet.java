package io.offerflow.verifier;

import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/** A key that signs as wallets do: deterministically (RFC 6979), with s in the lower half, v 27 or 28. */
public final class Wallet {
    /** The second account that anvil and Hardhat come with: {@link Payments#PAYER}. */
    public static final Wallet BUYER = new Wallet("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    public static final Wallet STRANGER = new Wallet("11".repeat(32));

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private final BigInteger key;

    public Wallet(String hex) {
        key = new BigInteger(hex, 16);
    }

    /** 0x, r, s and v. */
    public String sign(byte[] digest) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(key, DOMAIN));
        BigInteger[] rs = signer.generateSignature(digest);
        BigInteger n = CURVE.getN();
        BigInteger s = rs[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(rs[1]) : rs[1];
        return hex(rs[0], s, 27 + parity(digest, rs[0], s));
    }

    /** The same signature with the other s: good mathematics that token contracts refuse. */
    public static String malleated(String signature) {
        BigInteger r = new BigInteger(signature.substring(2, 66), 16);
        BigInteger s = new BigInteger(signature.substring(66, 130), 16);
        int v = Integer.parseInt(signature.substring(130), 16);
        return hex(r, CURVE.getN().subtract(s), 55 - v);
    }

    private int parity(byte[] digest, BigInteger r, BigInteger s) {
        BigInteger n = CURVE.getN();
        BigInteger e = new BigInteger(1, digest);
        BigInteger k = e.add(r.multiply(key)).multiply(s.modInverse(n)).mod(n);
        ECPoint point = CURVE.getG().multiply(k).normalize();
        return point.getAffineYCoord().testBitZero() ? 1 : 0;
    }

    private static String hex(BigInteger r, BigInteger s, int v) {
        return String.format("0x%064x%064x%s", r, s, HexFormat.of().toHexDigits((byte) v));
    }
}

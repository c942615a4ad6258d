package io.offerflow.verifier.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads PEM as openssl, Let's Encrypt's tools and cert-manager write it: PKCS #8, and the older forms of RSA (PKCS #1) and EC (SEC 1). */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]+)-----END \\1-----");
    /** JDK's names by the object identifier of PKCS #8. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption.getId(),
            "RSA",
            X9ObjectIdentifiers.id_ecPublicKey.getId(),
            "EC",
            "1.3.101.112",
            "EdDSA",
            "1.3.101.113",
            "EdDSA");

    private Pem() {}

    /**
     * @param certificates the own one first, then those between it and the root
     * @throws UnusableException saying what is wrong with which file
     */
    static Identity read(byte[] certificates, byte[] key) {
        return new Identity(chain(certificates), key(key));
    }

    private static List<X509Certificate> chain(byte[] pem) {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new UnusableException("the certificate file holds no certificate");
            }
            return chain;
        } catch (CertificateException malformed) {
            throw new UnusableException("the certificate file is not PEM of X.509 certificates");
        }
    }

    private static PrivateKey key(byte[] pem) {
        Matcher block = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new UnusableException("the key file holds no private key in PEM");
        }
        if (block.group(1).startsWith("ENCRYPTED")) {
            throw new UnusableException("the key is encrypted with a passphrase: store it without one");
        }
        try {
            PrivateKeyInfo info = info(block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
            String oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
            String algorithm = ALGORITHMS.get(oid);
            if (algorithm == null) {
                throw new UnusableException("the key is neither RSA, EC nor EdDSA");
            }
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException malformed) {
            throw new UnusableException("the key file holds a private key that cannot be read");
        }
    }

    private static PrivateKeyInfo info(String kind, byte[] der) throws IOException {
        return switch (kind) {
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(der));
            case "EC PRIVATE KEY" -> {
                ECPrivateKey ec = ECPrivateKey.getInstance(der);
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()), ec);
            }
            default -> PrivateKeyInfo.getInstance(der);
        };
    }
}

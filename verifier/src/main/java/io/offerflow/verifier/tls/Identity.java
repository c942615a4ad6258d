package io.offerflow.verifier.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate and the key that belongs to it.
 *
 * @param chain the own certificate first
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] PROBE = {1, 2, 3};

    /** @throws UnusableException when key and certificate do not belong together */
    Identity {
        chain = List.copyOf(chain);
        if (!belongs(chain.getFirst().getPublicKey(), key)) {
            throw new UnusableException("the key does not belong to the certificate");
        }
    }

    /** RSA, EC or EdDSA, as a handshake asks for it. */
    String algorithm() {
        return key.getAlgorithm();
    }

    Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    private static boolean belongs(PublicKey shown, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}

package io.offerflow.verifier.tls;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/** Writes what a key store holds as PEM. */
final class Keys {
    private static final char[] PASSWORD = "password".toCharArray();

    private Keys() {}

    static void export(Path store, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            byte[] key = keys.getKey("own", PASSWORD).getEncoded();
            Files.writeString(
                    folder.resolve("tls.crt"),
                    pem("CERTIFICATE", keys.getCertificate("own").getEncoded()));
            Files.writeString(folder.resolve("tls.key"), pem("PRIVATE KEY", key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key as older tools write it. @param kind {@code RSA} or {@code EC} */
    static String traditional(String pkcs8, String kind) throws IOException {
        String base64 = pkcs8.replaceAll("-----[A-Z ]+-----", "");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(Base64.getMimeDecoder().decode(base64));
        ASN1Encodable inner = info.parsePrivateKey();
        if (kind.equals("EC")) {
            BigInteger secret = ECPrivateKey.getInstance(inner).getKey();
            inner = new ECPrivateKey(384, secret, info.getPrivateKeyAlgorithm().getParameters());
        }
        return pem(kind + " PRIVATE KEY", inner.toASN1Primitive().getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }
}

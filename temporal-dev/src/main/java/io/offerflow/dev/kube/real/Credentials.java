package io.offerflow.dev.kube.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What the API server knows its callers by: the key that signs service account tokens, and the administrator's token. Written once
 * into the data folder, readable by its owner only, and read again when servers are started on the same data.
 */
record Credentials(Path signingKey, Path verifyingKey, Path tokens, String token) {

    private static final int TOKEN_BYTES = 16;

    static Credentials in(Path data, SecureRandom random) throws IOException {
        Path signingKey = data.resolve("service-account.key");
        Path verifyingKey = data.resolve("service-account.pub");
        Path tokens = data.resolve("tokens.csv");
        if (!Files.exists(tokens)) {
            KeyPair pair = ecKeyPair(random);
            write(signingKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            write(verifyingKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            byte[] token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            write(tokens, HexFormat.of().formatHex(token) + ",admin,admin,system:masters\n");
        }
        String line = Files.readString(tokens);
        return new Credentials(signingKey, verifyingKey, tokens, line.substring(0, line.indexOf(',')));
    }

    @Override
    public String toString() {
        return "Credentials[" + tokens.getParent() + "]";
    }

    private static KeyPair ecKeyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has the curve P-256", e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    static void write(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }
}

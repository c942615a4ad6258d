package io.offerflow.activities.agent;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Draws what nobody may guess, in the form of a Secret's entries. */
final class SecretTexts {
    private static final int TOKEN_BYTES = 32;
    /** About 190 bits. */
    private static final int PASSWORD_CHARS = 32;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final RandomGenerator random;

    SecretTexts(RandomGenerator random) {
        this.random = random;
    }

    /** 64 hexadecimal digits, encoded. */
    String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return encoded(HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
    }

    /** The caller wipes it. */
    char[] password() {
        char[] password = new char[PASSWORD_CHARS];
        for (int i = 0; i < password.length; i++) {
            password[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return password;
    }

    static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

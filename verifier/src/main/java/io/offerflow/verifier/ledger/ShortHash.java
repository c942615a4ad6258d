package io.offerflow.verifier.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Stands for texts in an index: the first 128 bits of SHA-256 in 22 letters, so that nobody finds two that share one. */
final class ShortHash {
    private static final int BYTES = 16;
    private static final Base64.Encoder LETTERS = Base64.getUrlEncoder().withoutPadding();

    private ShortHash() {}

    static String of(PaymentKey key) {
        return of(key.network(), key.asset(), key.payer(), key.nonce());
    }

    /** Of the transfer that paid; {@code credit} names it where its transaction holds several. */
    static String ofTransfer(String transaction, String credit) {
        return of(transaction, credit);
    }

    /** Each with its length, so that what moves from one to the next gives another hash. */
    private static String of(String... texts) {
        MessageDigest sha256 = sha256();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            sha256.update(bytes);
        }
        return LETTERS.encodeToString(Arrays.copyOf(sha256.digest(), BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

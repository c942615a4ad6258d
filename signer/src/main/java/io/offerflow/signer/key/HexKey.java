package io.offerflow.signer.key;

import io.offerflow.ethereum.PrivateKey;
import java.util.Arrays;

/** A private key in hexadecimal digits, read without a text that could not be wiped. */
final class HexKey {
    private static final int RADIX = 16;

    private HexKey() {}

    /** @throws IllegalArgumentException for whatever is not 64 digits, with or without 0x; its text says nothing of them */
    static byte[] bytes(char[] digits) {
        boolean prefixed = digits.length > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
        int from = prefixed ? 2 : 0;
        if (digits.length - from != 2 * PrivateKey.SIZE) {
            throw new IllegalArgumentException("not a private key");
        }
        byte[] bytes = new byte[PrivateKey.SIZE];
        for (int i = 0; i < bytes.length; i++) {
            int high = digit(digits[from + 2 * i]);
            int low = digit(digits[from + 2 * i + 1]);
            if (high < 0 || low < 0) {
                Arrays.fill(bytes, (byte) 0);
                throw new IllegalArgumentException("not a private key");
            }
            bytes[i] = (byte) (high * RADIX + low);
        }
        return bytes;
    }

    private static int digit(char character) {
        // Character.digit takes digits of all scripts.
        return character < 128 ? Character.digit(character, RADIX) : -1;
    }
}

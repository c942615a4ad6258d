package io.offerflow.verifier.x402;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strict base64 without an exception for what is none: the standard or the URL-safe alphabet, not both in one text; padded or unpadded;
 * nothing else in it, and no bits beyond the last byte.
 */
final class Base64Text {
    private static final byte OTHER = -1;
    private static final byte[] STANDARD = table('+', '/');
    private static final byte[] URL_SAFE = table('-', '_');

    private Base64Text() {}

    /** The bytes; null where the text is not base64. */
    static byte @Nullable [] decode(String text) {
        // What is not Latin-1 becomes a question mark, which no alphabet has.
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = unpadded(in);
        if (length < 0 || length % 4 == 1) {
            return null;
        }
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        return decode(in, length, urlSafe ? URL_SAFE : STANDARD);
    }

    /** Characters before the padding; -1 where the padding is not the one that belongs there. */
    private static int unpadded(byte[] in) {
        int length = in.length;
        while (length > 0 && in[length - 1] == '=') {
            length--;
        }
        int padding = in.length - length;
        return padding == 0 || (padding <= 2 && in.length % 4 == 0) ? length : -1;
    }

    private static byte @Nullable [] decode(byte[] in, int length, byte[] table) {
        byte[] out = new byte[(int) (length * 3L / 4)];
        int written = 0;
        int bits = 0;
        int held = 0;
        for (int i = 0; i < length; i++) {
            int value = table[in[i] & 0xff];
            if (value == OTHER) {
                return null;
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                out[written++] = (byte) (bits >> held);
                bits &= (1 << held) - 1;
            }
        }
        return bits == 0 ? out : null;
    }

    private static byte[] table(char sixtyTwo, char sixtyThree) {
        byte[] table = new byte[256];
        Arrays.fill(table, OTHER);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + sixtyTwo + sixtyThree;
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = (byte) i;
        }
        return table;
    }
}

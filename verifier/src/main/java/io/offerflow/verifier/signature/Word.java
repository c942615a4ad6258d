package io.offerflow.verifier.signature;

import java.math.BigInteger;
import java.util.HexFormat;

/** Values as the 32-byte words in which EIP-712 encodes them. */
final class Word {
    static final int SIZE = 32;

    private static final HexFormat HEX = HexFormat.of();

    private Word() {}

    /** @throws IllegalArgumentException for what does not fit an unsigned word */
    static byte[] of(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > SIZE * 8) {
            throw new IllegalArgumentException("not an unsigned word");
        }
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > SIZE ? 1 : 0;
        return right(bytes, sign);
    }

    /** Of 0x and an even number of digits, at most 64. */
    static byte[] of(String hex) {
        return right(bytes(hex), 0);
    }

    /** Of 0x and an even number of digits. */
    static byte[] bytes(String hex) {
        return HEX.parseHex(hex, 2, hex.length());
    }

    private static byte[] right(byte[] bytes, int from) {
        byte[] word = new byte[SIZE];
        int length = bytes.length - from;
        System.arraycopy(bytes, from, word, SIZE - length, length);
        return word;
    }
}

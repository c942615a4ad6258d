package io.offerflow.ethereum.transaction;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;

/** Recursive length prefix, Ethereum's encoding of transactions (yellow paper, appendix B). Results are encoded items. */
final class Rlp {
    private static final int STRING = 0x80;
    private static final int LIST = 0xc0;
    /** Up to here a length stands in the first byte. */
    private static final int SHORT = 55;

    private Rlp() {}

    static byte[] bytes(byte[] bytes) {
        boolean itself = bytes.length == 1 && (bytes[0] & 0xff) < STRING;
        return itself ? bytes.clone() : prefixed(STRING, bytes);
    }

    /** A number from 0, without leading zeros. */
    static byte[] number(BigInteger number) {
        return bytes(magnitude(number));
    }

    /** @param items encoded ones */
    static byte[] list(List<byte[]> items) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        items.forEach(payload::writeBytes);
        return prefixed(LIST, payload.toByteArray());
    }

    private static byte[] prefixed(int kind, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 1 + Integer.BYTES);
        if (payload.length <= SHORT) {
            out.write(kind + payload.length);
        } else {
            byte[] length = magnitude(BigInteger.valueOf(payload.length));
            out.write(kind + SHORT + length.length);
            out.writeBytes(length);
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static byte[] magnitude(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        byte[] magnitude = new byte[bytes.length - from];
        System.arraycopy(bytes, from, magnitude, 0, magnitude.length);
        return magnitude;
    }
}

package io.offerflow.ethereum.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one list whose items are texts of bytes or empty lists. It is lenient about lengths written long: who reads it writes it again and compares. */
final class RlpReader {
    private static final int STRING = 0x80;
    private static final int LIST = 0xc0;
    private static final int SHORT = 55;

    private final byte[] bytes;
    private int at;

    private RlpReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** @throws IllegalArgumentException where the bytes end too early, go on after the list, or hold a list that is not empty */
    static List<byte[]> list(byte[] bytes, int from) {
        RlpReader reader = new RlpReader(bytes, from);
        int kind = reader.next();
        if (kind < LIST) {
            throw new IllegalArgumentException("not a list");
        }
        int end = reader.end(kind - LIST);
        if (end != bytes.length) {
            throw new IllegalArgumentException("the list ends elsewhere");
        }
        List<byte[]> items = new ArrayList<>();
        while (reader.at < end) {
            items.add(reader.item());
        }
        return items;
    }

    private byte[] item() {
        int kind = next();
        if (kind < STRING) {
            return new byte[] {(byte) kind};
        }
        if (kind > LIST) {
            throw new IllegalArgumentException("a list in a list");
        }
        int end = end(kind == LIST ? 0 : kind - STRING);
        byte[] item = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return item;
    }

    /** @param code the first byte without its kind: a length, or how many bytes the length has */
    private int end(int code) {
        long length = code;
        if (code > SHORT) {
            length = 0;
            for (int i = SHORT; i < code; i++) {
                length = length << Byte.SIZE | next();
                if (length > bytes.length) {
                    throw new IllegalArgumentException("it ends too early");
                }
            }
        }
        if (length > bytes.length - at) {
            throw new IllegalArgumentException("it ends too early");
        }
        return at + (int) length;
    }

    private int next() {
        if (at == bytes.length) {
            throw new IllegalArgumentException("it ends too early");
        }
        return bytes[at++] & 0xff;
    }
}

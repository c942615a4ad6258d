package io.offerflow.signer.eip712;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of a member, in the forms that EIP-712 takes. */
sealed interface SolidityType {
    /** Of a length that does not matter. */
    int ANY = -1;

    /** The types without a size. */
    enum Simple implements SolidityType {
        ADDRESS,
        BOOL,
        STRING,
        BYTES
    }

    record Unsigned(int bits) implements SolidityType {}

    record Signed(int bits) implements SolidityType {}

    record FixedBytes(int length) implements SolidityType {}

    record Struct(String name) implements SolidityType {}

    /** @param length or {@link #ANY} */
    record Array(SolidityType element, int length) implements SolidityType {}

    /** Whatever is no other type is a struct's name, whether that exists or not. */
    static SolidityType of(String text) {
        Matcher array = Forms.ARRAY.matcher(text);
        if (array.matches()) {
            String length = Objects.requireNonNullElse(array.group(2), "");
            return new Array(of(array.group(1)), length.isEmpty() ? ANY : Integer.parseInt(length));
        }
        return switch (text) {
            case "address" -> Simple.ADDRESS;
            case "bool" -> Simple.BOOL;
            case "string" -> Simple.STRING;
            case "bytes" -> Simple.BYTES;
            default -> sized(text);
        };
    }

    private static SolidityType sized(String text) {
        Matcher sized = Forms.SIZED.matcher(text);
        if (!sized.matches()) {
            return new Struct(text);
        }
        int size = Integer.parseInt(sized.group(2));
        if (sized.group(1).equals("bytes")) {
            return size >= 1 && size <= Forms.WORD ? new FixedBytes(size) : new Struct(text);
        }
        if (size == 0 || size > Forms.WORD * Byte.SIZE || size % Byte.SIZE != 0) {
            return new Struct(text);
        }
        return sized.group(1).equals("uint") ? new Unsigned(size) : new Signed(size);
    }

    /** How types are written. */
    final class Forms {
        static final int WORD = 32;
        private static final Pattern ARRAY = Pattern.compile("(.+)\\[([1-9][0-9]{0,4})?+\\]");
        private static final Pattern SIZED = Pattern.compile("(uint|int|bytes)([1-9][0-9]{0,2})");

        private Forms() {}
    }
}

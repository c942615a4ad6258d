package io.offerflow.ethereum;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An account's or contract's address.
 *
 * @param hex 0x and 40 hexadecimal digits in lower case, so that equal addresses are equal texts
 */
public record Address(String hex) {
    /** Bytes of an address. */
    public static final int SIZE = 20;

    private static final Pattern FORM = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern ANY_CASE = Pattern.compile("(0x|0X)?[0-9a-fA-F]{40}");
    /** A checksum's digit from which on a letter is written large (EIP-55). */
    private static final int LARGE_FROM = 8;

    public Address {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("an address is 0x and 40 hexadecimal digits in lower case");
        }
    }

    /**
     * Of 40 digits in any case, with or without 0x. The checksum of mixed letters is not demanded, as no other tool of the field does for
     * input from programs.
     *
     * @throws IllegalArgumentException for every other text
     */
    public static Address parse(String text) {
        if (!ANY_CASE.matcher(text).matches()) {
            throw new IllegalArgumentException("an address is 0x and 40 hexadecimal digits");
        }
        return new Address("0x" + text.substring(text.length() - 2 * SIZE).toLowerCase(Locale.ROOT));
    }

    /** @param publicKey uncompressed, without its leading 4: 64 bytes */
    public static Address ofPublicKey(byte[] publicKey) {
        byte[] hash = Keccak.hash(publicKey);
        return of(Arrays.copyOfRange(hash, Keccak.SIZE - SIZE, Keccak.SIZE));
    }

    /** @param bytes 20 */
    public static Address of(byte[] bytes) {
        return new Address("0x" + HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    /** With the checksum of EIP-55 in the case of its letters, as people read it. */
    public String checksummed() {
        String digits = hex.substring(2);
        byte[] hash = Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII));
        String nibbles = HexFormat.of().formatHex(hash);
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            boolean large = Character.digit(nibbles.charAt(i), 16) >= LARGE_FROM;
            text.append(large ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return hex;
    }
}

package io.offerflow.signer.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.ethereum.Address;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The values of Ethereum as JSON writes them. Nothing goes through floating point. */
public final class Values {
    /** Bits of Ethereum's word. */
    public static final int WORD_BITS = 256;

    /** Longer than the longest word in decimal digits. */
    private static final int MAX_DIGITS = 80;

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1," + MAX_DIGITS + "}");
    private static final Pattern HEX_NUMBER = Pattern.compile("0[xX][0-9a-fA-F]{1,64}");

    private Values() {}

    /** A decimal text, a number without a fraction, or 0x and hexadecimal digits. */
    public static BigInteger integer(JsonNode node, String field) throws InvalidRequestException {
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue();
        }
        if (node.isTextual()) {
            String text = node.textValue();
            if (HEX_NUMBER.matcher(text).matches()) {
                return new BigInteger(text.substring(2), 16);
            }
            if (DECIMAL.matcher(text).matches()) {
                return new BigInteger(text);
            }
        }
        throw InvalidRequestException.bad(
                field, "must be a whole number, in decimal digits or as 0x and hexadecimal digits");
    }

    /** An {@link #integer} from 0 that fits so many bits. */
    public static BigInteger unsigned(JsonNode node, String field, int bits) throws InvalidRequestException {
        BigInteger number = integer(node, field);
        if (number.signum() < 0 || number.bitLength() > bits) {
            throw InvalidRequestException.bad(field, "must be from 0 to below 2^" + bits);
        }
        return number;
    }

    /** An {@link #integer} that fits so many bits in two's complement. */
    public static BigInteger signed(JsonNode node, String field, int bits) throws InvalidRequestException {
        BigInteger number = integer(node, field);
        if (number.bitLength() > bits - 1) {
            throw InvalidRequestException.bad(field, "must be from -2^" + (bits - 1) + " to below 2^" + (bits - 1));
        }
        return number;
    }

    /** 0x and an even number of hexadecimal digits. */
    public static byte[] bytes(JsonNode node, String field) throws InvalidRequestException {
        String text = node.isTextual() ? node.textValue() : "";
        if (text.startsWith("0x") || text.startsWith("0X")) {
            try {
                return HexFormat.of().parseHex(text, 2, text.length());
            } catch (IllegalArgumentException notHex) {
                // Refused below, with everything else that is not bytes.
            }
        }
        throw InvalidRequestException.bad(field, "must be 0x and an even number of hexadecimal digits");
    }

    /** {@link #bytes} of one length. */
    public static byte[] bytes(JsonNode node, String field, int length) throws InvalidRequestException {
        byte[] bytes = bytes(node, field);
        if (bytes.length != length) {
            throw InvalidRequestException.bad(field, "must have " + length + " bytes");
        }
        return bytes;
    }

    public static Address address(JsonNode node, String field) throws InvalidRequestException {
        if (node.isTextual() && node.textValue().startsWith("0x")) {
            try {
                return Address.parse(node.textValue());
            } catch (IllegalArgumentException notAnAddress) {
                // Refused below, with everything else that is no address.
            }
        }
        throw InvalidRequestException.bad(field, "must be an address: 0x and 40 hexadecimal digits");
    }

    public static String text(JsonNode node, String field) throws InvalidRequestException {
        if (!node.isTextual()) {
            throw InvalidRequestException.bad(field, "must be a text");
        }
        return node.textValue();
    }

    public static boolean bool(JsonNode node, String field) throws InvalidRequestException {
        if (!node.isBoolean()) {
            throw InvalidRequestException.bad(field, "must be true or false");
        }
        return node.booleanValue();
    }
}

package io.offerflow.verifier.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of exact types and remembers the first that is not as it must be; from then on values mean nothing. So a document is read in
 * one go, without an exception and without a test behind each field.
 */
final class Fields {
    /** Digits of the largest uint256. */
    private static final int MAX_UINT_DIGITS = 78;

    private static final int UINT_BITS = 256;
    private static final int ADDRESS_DIGITS = 40;
    private static final int WORD_DIGITS = 64;
    private static final int SIGNATURE_DIGITS = 130;
    private static final String EMPTY = "";

    private @Nullable Flaw first;

    /** Null while everything was good. */
    @Nullable
    Flaw flaw() {
        return first;
    }

    JsonNode object(JsonNode parent, String name, Flaw otherwise) {
        JsonNode node = parent.path(name);
        if (node.isObject()) {
            return node;
        }
        report(otherwise);
        return MissingNode.getInstance();
    }

    String text(JsonNode parent, String name, Flaw otherwise) {
        JsonNode node = parent.path(name);
        if (node.isTextual()) {
            return node.textValue();
        }
        report(otherwise);
        return EMPTY;
    }

    String address(JsonNode parent, String name, Flaw otherwise) {
        String text = text(parent, name, otherwise);
        return check(hexDigits(text) == ADDRESS_DIGITS, otherwise) ? text : EMPTY;
    }

    /** 32 bytes in hexadecimal, lower case. */
    String word(JsonNode parent, String name, Flaw otherwise) {
        String text = text(parent, name, otherwise);
        return check(hexDigits(text) == WORD_DIGITS, otherwise) ? text.toLowerCase(Locale.ROOT) : EMPTY;
    }

    /** Whole bytes in hexadecimal, at least 65. */
    String signature(JsonNode parent, String name, Flaw otherwise) {
        String text = text(parent, name, otherwise);
        int digits = hexDigits(text);
        return check(digits >= SIGNATURE_DIGITS && digits % 2 == 0, otherwise) ? text : EMPTY;
    }

    /** A decimal uint256 as a string, without sign or leading zeros. */
    BigInteger uint(JsonNode parent, String name, Flaw otherwise) {
        String text = text(parent, name, otherwise);
        BigInteger number = isDecimal(text) ? new BigInteger(text) : BigInteger.ONE.negate();
        return check(number.signum() >= 0 && number.bitLength() <= UINT_BITS, otherwise) ? number : BigInteger.ZERO;
    }

    private boolean check(boolean good, Flaw otherwise) {
        if (!good) {
            report(otherwise);
        }
        return good;
    }

    private void report(Flaw flaw) {
        if (first == null) {
            first = flaw;
        }
    }

    /** Digits behind 0x; -1 where the text is not hexadecimal. */
    private static int hexDigits(String text) {
        if (!text.startsWith("0x")) {
            return -1;
        }
        for (int i = 2; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (!hex) {
                return -1;
            }
        }
        return text.length() - 2;
    }

    private static boolean isDecimal(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_UINT_DIGITS || (length > 1 && text.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}

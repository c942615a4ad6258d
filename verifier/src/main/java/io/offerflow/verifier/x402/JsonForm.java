package io.offerflow.verifier.x402;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether bytes are one JSON document in UTF-8, without building anything and without an exception, which would cost more than the
 * whole answer. Its verdict is the parser's: what passes here differs from what the parser takes in duplicate keys only.
 */
final class JsonForm {
    private static final int MAX_DEPTH = 32;
    /** Of a number with fraction and exponent; nothing in a payment comes near. */
    private static final int MAX_NUMBER = 100;

    private static final int MAX_EXPONENT_DIGITS = 4;

    private final byte[] in;
    private int at;
    private int depth;
    /** Bit n says whether level n is an object. */
    private long objects;

    private @Nullable Flaw flaw;

    private JsonForm(byte[] in) {
        this.in = in;
    }

    /** Null when the form is good. */
    static @Nullable Flaw flaw(byte[] json) {
        JsonForm form = new JsonForm(json);
        return form.document() ? null : form.flaw == null ? Flaw.NOT_JSON : form.flaw;
    }

    private boolean document() {
        blanks();
        if (!value()) {
            return false;
        }
        while (depth > 0) {
            if (!next()) {
                return false;
            }
        }
        blanks();
        return at == in.length;
    }

    /** After a value within an object or array: the end of it, or a comma and the next value. */
    private boolean next() {
        blanks();
        boolean inObject = (objects >> depth & 1) == 1;
        int c = take();
        if (c == (inObject ? '}' : ']')) {
            depth--;
            return true;
        }
        if (c != ',') {
            return false;
        }
        blanks();
        return (!inObject || key()) && value();
    }

    /** A whole scalar, or the opening of an object or array and its first value. */
    private boolean value() {
        while (true) {
            int c = take();
            if (c != '{' && c != '[') {
                return scalar(c);
            }
            if (++depth > MAX_DEPTH) {
                flaw = Flaw.TOO_DEEP;
                return false;
            }
            objects = c == '{' ? objects | 1L << depth : objects & ~(1L << depth);
            blanks();
            if (peek() == (c == '{' ? '}' : ']')) {
                at++;
                depth--;
                return true;
            }
            if (c == '{' && !key()) {
                return false;
            }
        }
    }

    private boolean key() {
        if (take() != '"' || !string()) {
            return false;
        }
        blanks();
        if (take() != ':') {
            return false;
        }
        blanks();
        return true;
    }

    private boolean scalar(int c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> word("rue");
            case 'f' -> word("alse");
            case 'n' -> word("ull");
            default -> number(c);
        };
    }

    private boolean word(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (take() != rest.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean number(int first) {
        int start = at;
        int c = first == '-' ? take() : first;
        boolean whole = isDigit(c) && (c != '0' || !isDigit(peek()));
        if (!whole) {
            return false;
        }
        digits();
        if (peek() == '.') {
            at++;
            if (digits() == 0) {
                return false;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            int exponent = digits();
            if (exponent == 0 || exponent > MAX_EXPONENT_DIGITS) {
                return false;
            }
        }
        return at - start < MAX_NUMBER;
    }

    private int digits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start;
    }

    /** From behind the opening quote to behind the closing one. */
    private boolean string() {
        while (at < in.length) {
            int c = in[at++];
            if (c == '"') {
                return true;
            }
            boolean good = c == '\\' ? escape() : c < 0 ? unicode(c & 0xff) : c >= 0x20;
            if (!good) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        int c = take();
        if (c != 'u') {
            return c >= 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        int unit = codeUnit();
        if (unit < 0 || !Character.isSurrogate((char) unit)) {
            return unit >= 0;
        }
        // Half a pair is no character: it could be read, but never written to the facilitator.
        return Character.isHighSurrogate((char) unit) && take() == '\\' && take() == 'u' && isLowSurrogate(codeUnit());
    }

    private static boolean isLowSurrogate(int unit) {
        return unit >= 0 && Character.isLowSurrogate((char) unit);
    }

    /** Four hexadecimal digits; -1 where they are not. */
    private int codeUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** The rest of a character of two to four bytes: no overlong form, no surrogate, nothing beyond U+10FFFF. */
    private boolean unicode(int lead) {
        int more = lead >= 0xc2 && lead <= 0xdf ? 1 : (lead & 0xf0) == 0xe0 ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
        int second = peek();
        boolean good = more > 0
                && !(lead == 0xe0 && second < 0xa0)
                && !(lead == 0xed && second >= 0xa0)
                && !(lead == 0xf0 && second < 0x90)
                && !(lead == 0xf4 && second >= 0x90);
        for (int i = 0; i < more && good; i++) {
            good = (take() & 0xc0) == 0x80;
        }
        if (!good) {
            flaw = Flaw.NOT_UTF8;
        }
        return good;
    }

    private void blanks() {
        while (at < in.length && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    /** The byte ahead, 0 to 255; -1 at the end. */
    private int peek() {
        return at < in.length ? in[at] & 0xff : -1;
    }

    private int take() {
        int c = peek();
        at++;
        return c;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

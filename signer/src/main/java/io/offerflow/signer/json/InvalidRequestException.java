package io.offerflow.signer.json;

/** A request that cannot be understood. Its message names the field and never repeats a value longer than an address. */
public final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** A field has a value that it cannot have. */
        BAD_REQUEST,
        /** A field that is needed is not there. */
        MISSING_FIELD
    }

    private InvalidRequestException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** @param wanted completes the sentence "field ... ", like {@code must be an address} */
    public static InvalidRequestException bad(String field, String wanted) {
        return new InvalidRequestException(Kind.BAD_REQUEST, "field " + shown(field) + " " + wanted);
    }

    public static InvalidRequestException missing(String field) {
        return new InvalidRequestException(Kind.MISSING_FIELD, "field " + shown(field) + " is missing");
    }

    /** Of a body that has no fields. */
    public static InvalidRequestException notJson() {
        return new InvalidRequestException(Kind.BAD_REQUEST, "the body must be one JSON object without a field twice");
    }

    public Kind kind() {
        return kind;
    }

    /** Names come from callers too. */
    private static String shown(String field) {
        int most = 120;
        String printable = field.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= most ? printable : printable.substring(0, most) + "...";
    }
}

package io.offerflow.verifier.x402;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The extension {@code payment-identifier} on the wire: a challenge offers it, a buyer who wants it adds {@code id} to the {@code info} that he
 * sends back. Clients add it only where it is offered.
 */
public final class IdentifierExtension {
    private static final String NAME = "payment-identifier";
    private static final String POINTER = "/extensions/" + NAME + "/info/id";
    private static final int MIN_LENGTH = 16;
    private static final int MAX_LENGTH = 128;
    private static final String CHARACTERS = "^[a-zA-Z0-9_-]+$";
    private static final Pattern ID = Pattern.compile(CHARACTERS);

    private IdentifierExtension() {}

    /** A buyer gave an identifier that is none. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException() {
            super("a payment identifier has 16 to 128 characters of A-Z, a-z, 0-9, _ and -");
        }

        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** What this payment calls itself; empty where it has no name. */
    public static Optional<String> of(Payment payment) throws UnusableException {
        JsonNode id = payment.body().at(POINTER);
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        boolean usable = id.isTextual()
                && id.textValue().length() >= MIN_LENGTH
                && id.textValue().length() <= MAX_LENGTH
                && ID.matcher(id.textValue()).matches();
        if (!usable) {
            throw new UnusableException();
        }
        return Optional.of(id.textValue());
    }

    /** Writes the field {@code extensions} of a challenge: the identifier may be given and need not be. */
    static void declare(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("extensions");
        json.writeObjectFieldStart(NAME);
        json.writeObjectFieldStart("info");
        json.writeBooleanField("required", false);
        json.writeEndObject();
        json.writeObjectFieldStart("schema");
        json.writeStringField("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.writeStringField("type", "object");
        json.writeObjectFieldStart("properties");
        json.writeObjectFieldStart("required");
        json.writeStringField("type", "boolean");
        json.writeEndObject();
        json.writeObjectFieldStart("id");
        json.writeStringField("type", "string");
        json.writeNumberField("minLength", MIN_LENGTH);
        json.writeNumberField("maxLength", MAX_LENGTH);
        json.writeStringField("pattern", CHARACTERS);
        json.writeEndObject();
        json.writeEndObject();
        json.writeArrayFieldStart("required");
        json.writeString("required");
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }
}

package io.offerflow.verifier.pay;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.verifier.ledger.Intent.Identifier;
import io.offerflow.verifier.x402.Payment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The extension {@code payment-identifier}: a buyer's own name for a payment, under which he may ask again without paying again. */
final class PaymentIdentifier {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{16,128}");
    private static final String POINTER = "/extensions/payment-identifier/info/id";

    private PaymentIdentifier() {}

    /** The buyer gave an identifier that is none. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException() {
            super("a payment identifier has 16 to 128 characters of A-Z, a-z, 0-9, _ and -");
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** @param header the payment as it was sent, which the identifier stands for to the byte */
    static Optional<Identifier> of(Payment payment, String header) throws UnusableException {
        JsonNode id = payment.body().at(POINTER);
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        if (!id.isTextual() || !ID.matcher(id.textValue()).matches()) {
            throw new UnusableException();
        }
        return Optional.of(new Identifier(id.textValue(), digest(header)));
    }

    private static String digest(String header) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(header.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

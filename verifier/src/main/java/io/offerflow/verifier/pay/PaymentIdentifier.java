package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Intent.Identifier;
import io.offerflow.verifier.x402.IdentifierExtension;
import io.offerflow.verifier.x402.Payment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** A buyer's own name for a payment, under which he may ask again without paying again. */
final class PaymentIdentifier {
    private PaymentIdentifier() {}

    /** @param header the payment as it was sent, which the identifier stands for to the byte */
    static Optional<Identifier> of(Payment payment, String header) throws IdentifierExtension.UnusableException {
        return IdentifierExtension.of(payment).map(id -> new Identifier(id, digest(header)));
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

package io.offerflow.verifier.ledger;

import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation writes down.
 *
 * @param amount atomic units
 * @param validBefore from then on no chain accepts the authorization
 * @param identifier the buyer's own name for the payment; null where he gave none
 */
public record Intent(
        PaymentKey key,
        Seller seller,
        String payTo,
        BigInteger amount,
        Instant validBefore,
        URI facilitator,
        @Nullable Identifier identifier) {

    /**
     * The extension {@code payment-identifier}.
     *
     * @param id unique for its payer
     * @param digest of the payment as it was sent: the same id with another payment is refused
     */
    public record Identifier(String id, String digest) {}
}

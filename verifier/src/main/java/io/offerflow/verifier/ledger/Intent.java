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
 * @param presented how the payment came
 */
public record Intent(
        PaymentKey key,
        Seller seller,
        String payTo,
        BigInteger amount,
        Instant validBefore,
        URI facilitator,
        Presented presented) {

    /**
     * A payment as it was sent.
     *
     * @param identifier the buyer's own name for it, unique for its payer (extension {@code payment-identifier}); null where he gave none
     * @param digest of its bytes: the same name with other bytes is refused
     */
    public record Presented(@Nullable String identifier, String digest) {}
}

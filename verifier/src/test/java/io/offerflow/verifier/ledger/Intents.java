package io.offerflow.verifier.ledger;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Payments to reserve. */
final class Intents {
    static final Duration LEASE = Duration.ofSeconds(40);
    static final Seller SELLER = new Seller("shop", "echo", "uid-1");
    static final Instant VALID_BEFORE = Instant.parse("2026-06-01T01:00:00Z");

    static final Intent.Presented UNNAMED = new Intent.Presented(null, "digest");

    private Intents() {}

    static PaymentKey key(int nonce) {
        return new PaymentKey("eip155:1", "0xa", "0xb", String.format("0x%064x", nonce));
    }

    static Intent intent(int nonce) {
        return intent(key(nonce), UNNAMED);
    }

    static Intent named(int nonce, String id, String digest) {
        return intent(key(nonce), new Intent.Presented(id, digest));
    }

    static Intent intent(PaymentKey key, Intent.Presented presented) {
        return new Intent(
                key,
                SELLER,
                "0xc",
                BigInteger.valueOf(1_000),
                VALID_BEFORE,
                URI.create("http://127.0.0.1:1"),
                presented);
    }
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Duration;

/** Intents and rules for tests. */
final class Intents {
    static final Policy POLICY = new Policy(
            BigInteger.valueOf(3),
            BigInteger.valueOf(6),
            BigInteger.valueOf(1_000_000),
            BigInteger.valueOf(1_000_000),
            3,
            new Policy.Pace(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(16),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20)),
            "ETH");

    private static final String REGISTRY = "0x8004A818BFB912233c491871b3d84c89A494BD9e";

    private Intents() {}

    static Intent mint(String id) {
        return new Intent(
                id, "register " + id, Call.of(REGISTRY, "0xf2c298be"), Adoption.ofUri("https://example.org"), null);
    }

    static Intent write(String id) {
        return new Intent(id, "write " + id, Call.of(REGISTRY, "0x0af28bd3"), null, null);
    }
}

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
                    Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(20)));

    private Intents() {}

    static Intent mint(String id) {
        return new Intent(id, "0x8004A818BFB912233c491871b3d84c89A494BD9e", "0xf2c298be", BigInteger.ZERO, true);
    }

    static Intent write(String id) {
        return new Intent(id, "0x8004A818BFB912233c491871b3d84c89A494BD9e", "0x0af28bd3", BigInteger.ZERO, false);
    }
}

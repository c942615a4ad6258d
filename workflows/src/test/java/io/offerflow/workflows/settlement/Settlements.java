package io.offerflow.workflows.settlement;

import io.offerflow.api.Ref;
import io.offerflow.api.settlement.OpenSettlement;
import java.math.BigInteger;
import java.time.Instant;

/** A payment whose outcome is unknown. */
final class Settlements {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant VALID_BEFORE = NOW.plusSeconds(300);
    static final String TRANSACTION = "0x" + "ab".repeat(32);
    static final OpenSettlement OPEN = new OpenSettlement(
            "019b0000000000000000000000000000000000000001",
            new OpenSettlement.Key(
                    "eip155:84532",
                    "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
                    "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
                    "0x" + "11".repeat(32)),
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            BigInteger.valueOf(1_000),
            VALID_BEFORE,
            NOW.minusSeconds(1),
            "",
            new Ref("shop", "tea"),
            "uid-1");

    private Settlements() {}
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * A receipt in a block of the canonical chain.
 *
 * @param hash of the transaction
 * @param logs of the called contract
 */
public record Receipt(
        String hash, BigInteger block, String blockHash, boolean success, BigInteger gasUsed, List<EventLog> logs) {
    public Receipt {
        logs = List.copyOf(logs);
    }

    /** Blocks from the including one to the head, both counted. */
    BigInteger depth(BigInteger head) {
        return head.subtract(block).add(BigInteger.ONE);
    }
}

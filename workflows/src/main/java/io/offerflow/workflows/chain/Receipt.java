package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * A receipt in a block of the canonical chain.
 *
 * @param hash of the transaction
 */
record Receipt(String hash, BigInteger block, String blockHash, boolean success, BigInteger gasUsed) {

    /** Blocks from the including one to the head, both counted. */
    BigInteger depth(BigInteger head) {
        return head.subtract(block).add(BigInteger.ONE);
    }
}

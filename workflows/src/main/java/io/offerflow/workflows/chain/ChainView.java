package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.Map;

/**
 * One consistent look at the chain, taken at one block.
 *
 * @param receipts of the asked hashes, by hash; only those whose block is canonical at this look. What is missing is not known, which proves nothing.
 * @param users hashes, by nonce, of the transactions that used asked nonces; found by looking into blocks, never by the lack of a receipt
 */
public record ChainView(Head head, Map<String, Receipt> receipts, Map<BigInteger, Use> users) {

    /**
     * @param block number of the head
     * @param nonce transactions of the account up to this block, so the next free nonce
     * @param balance wei
     */
    public record Head(BigInteger block, BigInteger nonce, BigInteger balance, FeeQuote quote) {}

    /** A transaction of the account in a canonical block. */
    public record Use(String hash, BigInteger block) {}
}

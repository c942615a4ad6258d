package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * What the chain asks for now, in wei per gas.
 *
 * @param baseFee of the next block
 * @param tip that gets a transaction into one of the next blocks
 */
public record FeeQuote(BigInteger baseFee, BigInteger tip) {

    /** Enough for six full blocks in a row, each of which may raise the base fee by an eighth. */
    Fees fees() {
        return new Fees(tip, baseFee.shiftLeft(1).add(tip));
    }
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Duration;

/**
 * The rules of one chain.
 *
 * @param confirmDepth blocks, the including one counted, after which an outcome is told
 * @param finalDepth blocks after which an outcome can no longer change, and a nonce no longer be given back
 * @param maxFee wei per gas that is never exceeded
 * @param maxGas units of gas of one transaction
 * @param maxBumps replacements of one transaction
 */
record Policy(
        BigInteger confirmDepth, BigInteger finalDepth, BigInteger maxFee, BigInteger maxGas, int maxBumps, Pace pace) {

    /**
     * How often something is done.
     *
     * @param probe between two looks at the chain while something is open
     * @param resend of the same bytes
     * @param bump of the fees of what is not mined
     * @param retry of what waits for a signer, gas money or lower fees
     */
    record Pace(Duration probe, Duration resend, Duration bump, Duration retry) {}

    Policy {
        if (confirmDepth.signum() <= 0 || finalDepth.compareTo(confirmDepth) < 0) {
            throw new IllegalArgumentException("depths " + confirmDepth + " and " + finalDepth + " are not in order");
        }
    }
}

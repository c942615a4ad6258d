package io.offerflow.workflows.chain;

import io.offerflow.api.identity.RegistryChain;
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
 * @param currency in which gas is paid, as ETH
 */
record Policy(
        BigInteger confirmDepth,
        BigInteger finalDepth,
        BigInteger maxFee,
        BigInteger maxGas,
        int maxBumps,
        Pace pace,
        String currency) {

    /**
     * How often something is done.
     *
     * @param probe between two looks at the chain while something is open
     * @param settle between two looks while everything was told and only waits to be final
     * @param resend of the same bytes
     * @param bump of the fees of what is not mined
     * @param retry of what waits for a signer, gas money or lower fees
     */
    record Pace(Duration probe, Duration settle, Duration resend, Duration bump, Duration retry) {}

    private static final BigInteger ETHEREUM = BigInteger.ONE;
    private static final BigInteger LOCAL = BigInteger.valueOf(31_337);
    /** A registration whose whole document of 24 KiB is in its URI takes about 18 million. */
    private static final BigInteger MAX_GAS = BigInteger.valueOf(20_000_000);

    /** The rules of a chain, from its block time and how far its reorgs reach. */
    static Policy of(BigInteger chainId, BigInteger maxFee) {
        String currency = RegistryChain.of(chainId).currency();
        if (chainId.equals(LOCAL)) {
            return new Policy(
                    BigInteger.TWO, BigInteger.valueOf(4), maxFee, MAX_GAS, 6, pace(1, 1, 5, 10, 5), currency);
        }
        BigInteger confirmed = BigInteger.valueOf(12);
        BigInteger last = BigInteger.valueOf(64);
        return chainId.equals(ETHEREUM)
                ? new Policy(confirmed, last, maxFee, MAX_GAS, 6, pace(12, 96, 30, 180, 60), currency)
                : new Policy(confirmed, last, maxFee, MAX_GAS, 6, pace(2, 16, 30, 60, 60), currency);
    }

    private static Pace pace(long probe, long settle, long resend, long bump, long retry) {
        return new Pace(
                Duration.ofSeconds(probe),
                Duration.ofSeconds(settle),
                Duration.ofSeconds(resend),
                Duration.ofSeconds(bump),
                Duration.ofSeconds(retry));
    }

    Policy {
        if (confirmDepth.signum() <= 0 || finalDepth.compareTo(confirmDepth) < 0) {
            throw new IllegalArgumentException("depths " + confirmDepth + " and " + finalDepth + " are not in order");
        }
    }
}

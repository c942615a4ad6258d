package io.offerflow.flows.bench.gate;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.signature.Signatures;
import io.offerflow.verifier.signature.Signer;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.TreeMap;

/** Prints the processor time of one signature check in nanoseconds: the digest, the recovery and the comparison. */
final class SignatureProcess {
    private static final int ROUNDS = 21;
    private static final int CHECKS = 2_000;
    /** By anvil's second account, until 2100. */
    private static final Eip3009 AUTHORIZATION = new Eip3009(
            "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
            SampleOffer.PAY_TO,
            BigInteger.valueOf(1_000),
            BigInteger.ZERO,
            BigInteger.valueOf(4_102_444_800L),
            "0x" + "11".repeat(32),
            "0xe5114acf3ad3d3e2b481189b57630d15a4c4a7b3c7aa055aa4348092600d18733b36199548bc641f4e9071ad55d6f220"
                    + "29299897e58eaff0d70c82abefa13b181b");

    private SignatureProcess() {}

    public static void main(String[] args) {
        Chain chain = Chains.find("base-sepolia").orElseThrow();
        Requirement requirement =
                new Requirement(chain, chain.usdc(), AUTHORIZATION.value(), AUTHORIZATION.to(), 600, new TreeMap<>());
        Signatures signatures = Signatures.load();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < CHECKS; i++) {
                if (signatures.signer(requirement, AUTHORIZATION) != Signer.PAYER) {
                    throw new IllegalStateException("the sample's signature is not its payer's");
                }
            }
            nanos[round] = (threads.getCurrentThreadCpuTime() - before) / CHECKS;
        }
        Arrays.sort(nanos);
        System.out.println(nanos[ROUNDS / 2]);
    }
}

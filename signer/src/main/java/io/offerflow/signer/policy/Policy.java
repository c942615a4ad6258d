package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator allows.
 *
 * @param requestsPerMinute of each key
 * @param messages whether texts (EIP-191) are signed
 * @param rawHash whether bare hashes are signed, which goes around everything else
 * @param chains by chain id; no signature for any other
 */
public record Policy(int requestsPerMinute, boolean messages, boolean rawHash, Map<Long, ChainRules> chains) {
    static final int DEFAULT_RATE = 120;

    /** Without a policy nothing is signed: whatever a key could be asked for costs something, or promises something. */
    public static final Policy CLOSED = new Policy(DEFAULT_RATE, false, false, Map.of());

    /** Whether anything may be spent, so that totals of the day are needed. */
    public boolean spends() {
        return chains.values().stream()
                .anyMatch(chain ->
                        chain.nativeLimit().isPresent() || !chain.tokens().isEmpty());
    }

    /**
     * What is allowed on one chain.
     *
     * @param nativeLimit of what transactions may cost at most, value and fee together, in wei; without it there are none
     * @param tokens limits by token, in the token's smallest unit; no other token's amounts are signed for
     */
    public record ChainRules(
            Optional<Limit> nativeLimit,
            Map<Address, Limit> tokens,
            List<TransactionRule> transactions,
            List<TypedDataRule> typedData) {}

    /** @param recipients who may get it, or be allowed to take it; empty for everybody */
    public record Limit(BigInteger perTransaction, BigInteger perDay, Set<Address> recipients) {}

    /**
     * A contract or account that transactions may go to.
     *
     * @param selectors of the functions that may be called, 0x and 8 digits; empty for transfers of the native currency without data
     * @param anyFunction whatever the data is
     */
    public record TransactionRule(Address to, Set<String> selectors, boolean anyFunction) {}

    /**
     * A domain for which typed data is signed.
     *
     * @param primaryTypes whose amounts are known, and limited
     * @param unmetered whose amounts are not looked at
     */
    public record TypedDataRule(
            String name,
            Optional<String> version,
            Address verifyingContract,
            Set<String> primaryTypes,
            Set<String> unmetered) {}
}

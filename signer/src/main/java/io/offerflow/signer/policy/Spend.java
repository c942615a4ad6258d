package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a signature lets go.
 *
 * @param token empty for the chain's native currency
 * @param amount in the smallest unit
 * @param recipient who gets it or may take it; empty where the amount is a fee as well
 */
public record Spend(long chainId, Optional<Address> token, BigInteger amount, Optional<Address> recipient) {

    /** {@code native}, or the token's address. */
    public String asset() {
        return token.map(Address::hex).orElse("native");
    }
}

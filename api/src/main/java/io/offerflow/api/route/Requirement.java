package io.offerflow.api.route;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Token;
import java.math.BigInteger;
import java.util.SortedMap;

/**
 * One way to pay for a request. The gate advertises, compares and settles this very value, so that what a buyer was told is what is
 * enforced.
 *
 * @param amount atomic units, at least 1
 * @param payTo the seller's address as the spec spells it
 * @param maxTimeoutSeconds 1 to 86,400
 * @param extras what an offer's kind adds to {@code extra} (agent model, skills, runtime), sorted
 */
public record Requirement(
        Chain chain,
        Token token,
        BigInteger amount,
        String payTo,
        long maxTimeoutSeconds,
        SortedMap<String, Object> extras) {

    /** The only scheme so far. */
    @JsonIgnore
    public String scheme() {
        return "exact";
    }
}

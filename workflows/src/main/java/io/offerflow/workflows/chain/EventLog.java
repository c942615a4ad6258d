package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a receipt says that a contract told, without its data, which may be long.
 *
 * @param address of the contract, 0x and 40 lower-case digits
 * @param topics 0x and 64 lower-case digits each
 */
public record EventLog(String address, List<String> topics) {
    /** {@code Registered(uint256 indexed agentId, string agentURI, address indexed owner)}, ERC-8004. */
    public static final String REGISTERED = "0xca52e62c367d81bb2e328eb795f7c7ba24afb478408a26c0e201d155c449bc4a";

    private static final int HEX = 16;

    public EventLog {
        topics = List.copyOf(topics);
    }

    /** The id that this registry gave out here. */
    Optional<BigInteger> registered(String registry) {
        boolean is = address.equalsIgnoreCase(registry)
                && topics.size() > 1
                && topics.getFirst().equals(REGISTERED);
        return is ? Optional.of(new BigInteger(topics.get(1).substring(2), HEX)) : Optional.empty();
    }
}

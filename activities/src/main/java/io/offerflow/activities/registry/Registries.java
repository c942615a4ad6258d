package io.offerflow.activities.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads identity registries, for activities. */
public interface Registries {

    /**
     * What the chain says of an id at its head; empty where it says that there is none.
     *
     * @param registry address
     * @param metadataKeys to read as well
     * @throws io.temporal.failure.ApplicationFailure retryable, of type {@code ChainUnavailable}, while no endpoint gives a usable answer
     */
    Optional<Registered> read(BigInteger chainId, String registry, BigInteger agentId, List<String> metadataKeys);

    /**
     * @param owner 0x and 40 lower-case digits, as wallet
     * @param wallet the address that the agent is paid at; zero after a transfer
     * @param metadata by asked key; empty bytes for what is not set
     */
    record Registered(String owner, String uri, String wallet, Map<String, byte[]> metadata) {}
}

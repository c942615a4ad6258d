package io.offerflow.api.identity;

import java.math.BigInteger;

/** An id that a document may name: confirmed at depth, or adopted, and not withdrawn since. */
public record ConfirmedId(RegistryChain chain, String registry, BigInteger agentId) {}

package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.identity.RegistryChain;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster wants of one chain.
 *
 * @param registry null where none is known
 * @param wanted whether a registration is asked for; otherwise the chain is only remembered
 * @param onSale whether something that asks for it is on sale at its present generation
 * @param waitsFor what is not on sale yet, for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChainWish(
        RegistryChain chain,
        @Nullable String registry,
        boolean wanted,
        boolean onSale,
        String waitsFor,
        SignerView signer,
        @Nullable Recalled recalled) {}

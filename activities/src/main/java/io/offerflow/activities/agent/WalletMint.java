package io.offerflow.activities.agent;

import io.offerflow.ethereum.keystore.Keystore;

/** Makes a key and its keystore file. Production derives with the full cost, which is 256 MiB of heap for about a second. */
@FunctionalInterface
public interface WalletMint {

    /** @param password the caller wipes it */
    Keystore.Minted mint(char[] password);
}

package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The door to the accounts that send transactions, for activities. Every method may be called again at any time; each throws a {@link RuntimeException} while
 * Temporal is away, so that the calling activity is tried again. The submitter of an intent is woken when it stands anew, so nobody needs to poll.
 */
public interface ChainAccounts {

    /**
     * Hands an intent over, or says how it stands when it is known already. It is durable when this returns.
     *
     * @param signer address of the account, in any case; a signer of the worker's settings has its key
     * @throws IllegalArgumentException where the intent or the address is malformed; trying again is useless
     */
    IntentReport submit(BigInteger chainId, String signer, Intent intent);

    /** How an intent stands; empty where the account never heard of it, or has forgotten it. */
    Optional<IntentReport> ask(BigInteger chainId, String signer, String intentId);

    /** Asks for the end of an intent; one that has a nonce may still take effect, so how it stands has the last word. Empty where it is not known. */
    Optional<IntentReport> cancel(BigInteger chainId, String signer, String intentId);

    /** Another try of an intent that ended without effect; anything else stays as it is. Empty where it is not known. */
    Optional<IntentReport> retry(BigInteger chainId, String signer, String intentId);
}

package io.offerflow.workflows.agent;

import org.jspecify.annotations.Nullable;

/**
 * The credentials that an agent's pods start with, by version and name: none of them is in here.
 *
 * @param keyVersion of the API key
 * @param environment versions of the Secrets that people fill and the pod's environment is taken from, see {@link PodSecrets}
 * @param wallet null for an agent without one
 */
public record Credentials(String keyVersion, String environment, @Nullable Wallet wallet) {

    /**
     * A wallet as pods are told of it.
     *
     * @param tokenVersion of the token with which the agent calls its signer
     * @param passwordSecret the Secret that only the signer's pod mounts
     */
    public record Wallet(String address, String tokenVersion, String passwordSecret) {}

    public static Credentials withoutWallet(String keyVersion) {
        return new Credentials(keyVersion, "", null);
    }
}

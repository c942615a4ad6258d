package io.offerflow.workflows.agent;

/**
 * The credentials that an agent's pods start with, by version and name: none of them is in here.
 *
 * @param keyVersion of the API key
 * @param environment versions of the Secrets that people fill and the pod's environment is taken from, see {@link PodSecrets}
 */
public record Credentials(String keyVersion, String environment) {}

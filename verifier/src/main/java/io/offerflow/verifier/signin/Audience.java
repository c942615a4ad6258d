package io.offerflow.verifier.signin;

import io.offerflow.api.Ref;

/**
 * What a session is good for. A seller sees the sessions of his visitors wherever a proxy hands them on, so that one that held for a whole
 * host would open other sellers' offers to him.
 *
 * @param host as the client named it
 */
public record Audience(String host, Ref offer) {}

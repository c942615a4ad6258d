/**
 * The verifier process: an x402 gate that answers a proxy's authorisation requests from a route cache and fails closed. Once its routes are
 * loaded it needs nobody but the facilitator.
 */
@NullMarked
package io.offerflow.verifier;

import org.jspecify.annotations.NullMarked;

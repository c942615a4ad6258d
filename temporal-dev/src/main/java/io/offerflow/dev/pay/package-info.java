/**
 * Both ends of an x402 payment for local runs: a buyer that really signs and a facilitator that really checks.
 *
 * <p>Nothing here is shared with the gate's own payment code. Digest, signature and JSON are written a second time, on
 * another library, so that a mistake in the gate meets a counterpart that does not make the same one.
 */
@NullMarked
package io.offerflow.dev.pay;

import org.jspecify.annotations.NullMarked;

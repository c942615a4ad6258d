/**
 * The way of one payment: checks that cost nothing, a reservation so that it buys once, the facilitator's verification and settlement. Ends
 * in exactly one verdict; only a settled payment passes.
 */
@NullMarked
package io.offerflow.verifier.pay;

import org.jspecify.annotations.NullMarked;

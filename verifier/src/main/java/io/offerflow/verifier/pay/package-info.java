/**
 * The way of one payment: checks that cost nothing, a reservation so that it buys once, the facilitator's verification and settlement. Each
 * step is in the ledger before the next begins. Ends in exactly one verdict; only a settled payment passes, and it passes once.
 */
@NullMarked
package io.offerflow.verifier.pay;

import org.jspecify.annotations.NullMarked;

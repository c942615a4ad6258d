/**
 * The listeners. Requests are decided on the I/O thread; only a payment that passed every local check waits for the facilitator, on a
 * virtual thread of its own, and comes back to the I/O thread to be answered.
 */
@NullMarked
package io.offerflow.verifier.http;

import org.jspecify.annotations.NullMarked;

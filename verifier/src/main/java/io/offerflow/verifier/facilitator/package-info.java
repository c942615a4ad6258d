/**
 * Calls to facilitators. The client is small and our own because of one distinction that money depends on and that general clients blur:
 * whether an order cannot have arrived, or may have. It also costs a quarter of the JDK client's processor time on virtual threads.
 */
@NullMarked
package io.offerflow.verifier.facilitator;

import org.jspecify.annotations.NullMarked;

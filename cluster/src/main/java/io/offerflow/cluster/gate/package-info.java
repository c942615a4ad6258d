/**
 * Asks the verifier's replicas what they serve, through their admin listeners. A route is published only behind a gate that has loaded
 * it, and the gate's own word is the only proof of that.
 */
@NullMarked
package io.offerflow.cluster.gate;

import org.jspecify.annotations.NullMarked;

/**
 * Serves offers through the gate itself: request in, payment held, upstream asked, money taken, answer out. Behind ForwardAuth nobody sees
 * the upstream's answer before the money moves; here the gate does, so a failure costs the buyer nothing and a receipt reaches him.
 */
@NullMarked
package io.offerflow.verifier.proxy;

import org.jspecify.annotations.NullMarked;

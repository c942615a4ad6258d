/**
 * Measures the gate beside a bare server that sends the same bytes: each server on the first core, the load and the stub of a facilitator
 * on the second, in turns, so that a noisy machine is noisy for both.
 */
@NullMarked
package io.offerflow.flows.bench.gate;

import org.jspecify.annotations.NullMarked;

/**
 * Finds out what became of a payment when the facilitator's answer was lost. The chain's word counts; the gate may send its own bytes again,
 * which can finish a payment and never double it; in the end an operator decides. Nothing in here ever holds a signature.
 */
@NullMarked
package io.offerflow.workflows.settlement;

import org.jspecify.annotations.NullMarked;

/**
 * What becomes of money when a facilitator misbehaves: buyers of all kinds, faults between gate and facilitator, and an audit of what buyers
 * heard, what the ledger says and what the token moved.
 */
@NullMarked
package io.offerflow.flows.money;

import org.jspecify.annotations.NullMarked;

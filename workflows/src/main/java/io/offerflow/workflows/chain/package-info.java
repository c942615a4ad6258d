/**
 * The sole owner of one signer's nonces on one chain: whatever is lost, late, doubled, reorganised or used by others, one intent takes effect once.
 *
 * <p>Four invariants carry it. At most one nonce carries an intent at a time. Signed bytes are in the state before they are first sent. An intent gets
 * another nonce only after proof, at final depth, that a foreign or a reverted transaction used the old one. What an intent brought about is only what a
 * canonical receipt at depth says. Everything in here is pure: {@link ChainAccount} answers what was seen with a new state and one step.
 */
@NullMarked
package io.offerflow.workflows.chain;

import org.jspecify.annotations.NullMarked;

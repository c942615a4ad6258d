/**
 * Transactions of type 2 (EIP-1559, EIP-2718), written and read: what a signer signs and what is checked before it is sent must agree on every byte.
 */
@NullMarked
package io.offerflow.ethereum.transaction;

import org.jspecify.annotations.NullMarked;

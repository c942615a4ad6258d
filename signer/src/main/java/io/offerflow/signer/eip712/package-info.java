/**
 * Typed data (EIP-712): types, domain and the digest that wallets sign. It keeps what the policy reads and what the digest covers the same: a field that
 * no type names is refused, in the message as in the domain.
 */
@NullMarked
package io.offerflow.signer.eip712;

import org.jspecify.annotations.NullMarked;

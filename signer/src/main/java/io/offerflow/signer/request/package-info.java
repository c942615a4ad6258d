/** What can be signed: an EIP-1559 transaction, a text (EIP-191), typed data (EIP-712), and, where it is allowed, a bare hash. */
@NullMarked
package io.offerflow.signer.request;

import org.jspecify.annotations.NullMarked;

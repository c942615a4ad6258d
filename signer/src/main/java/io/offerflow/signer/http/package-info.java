/** The HTTP interface, compatible with the remote signer that agents' wallets are used with elsewhere. */
@NullMarked
package io.offerflow.signer.http;

import org.jspecify.annotations.NullMarked;

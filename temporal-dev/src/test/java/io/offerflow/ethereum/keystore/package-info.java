/** Beside the format's own code, for a cost that it does not offer to others. */
@NullMarked
package io.offerflow.ethereum.keystore;

import org.jspecify.annotations.NullMarked;

/** Many registrations, each in trouble of its own that a number draws: whatever happens, an identity is minted once. */
@NullMarked
package io.offerflow.flows.mint;

import org.jspecify.annotations.NullMarked;

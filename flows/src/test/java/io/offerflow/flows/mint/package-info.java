/**
 * Many registrations, each in trouble of its own that a number draws: whatever happens, an identity is minted once. Most are asked for by a
 * RegistrationRequest and go through its workflow, some go straight to the account.
 */
@NullMarked
package io.offerflow.flows.mint;

import org.jspecify.annotations.NullMarked;

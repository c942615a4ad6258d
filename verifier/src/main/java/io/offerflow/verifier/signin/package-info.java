/**
 * Lets wallets sign in: a signed EIP-4361 message, presented once, opens what {@code gate: auth} guards and can be changed into a session.
 * Everything is checked here; nobody else is asked.
 */
@NullMarked
package io.offerflow.verifier.signin;

import org.jspecify.annotations.NullMarked;

/**
 * Faults from outside: one HTTP proxy that stands before an API server, a facilitator or an RPC endpoint and breaks chosen
 * calls.
 *
 * <p>Nothing in the product knows it, so the same faults run against embedded and real servers. It owns its sockets
 * instead of using a server library: a connection must end at a chosen byte, which libraries are built to prevent.
 */
@NullMarked
package io.offerflow.dev.fault;

import org.jspecify.annotations.NullMarked;

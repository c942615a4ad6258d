/**
 * The durable memory of payments: who holds one, what became of it, and the book of revenue. It is apart from the payment flow so that the
 * flow can be reasoned about as a state machine whose every step is either written or refused. SQLite for one replica, PostgreSQL for
 * several, one schema.
 */
@NullMarked
package io.offerflow.verifier.ledger;

import org.jspecify.annotations.NullMarked;

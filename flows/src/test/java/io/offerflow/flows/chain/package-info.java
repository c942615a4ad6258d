/** Accounts that send transactions, on a real chain with the registry of {@code contracts}: whatever goes wrong, one intent mints once. */
@NullMarked
package io.offerflow.flows.chain;

import org.jspecify.annotations.NullMarked;

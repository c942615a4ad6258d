/**
 * Proof of the contract in {@code deploy/crds}: what an API server accepts, refuses, fills in and shows, asked with plain requests.
 */
@NullMarked
package io.offerflow.dev.crds;

import org.jspecify.annotations.NullMarked;

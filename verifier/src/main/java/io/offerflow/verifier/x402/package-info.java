/**
 * The wire: challenges, payments and receipts of x402 versions 1 and 2, written by a generator and read strictly. It knows no HTTP server
 * and decides nothing about money.
 */
@NullMarked
package io.offerflow.verifier.x402;

import org.jspecify.annotations.NullMarked;

package io.offerflow.activities.chain;

import java.time.Instant;

/** The head of a block. */
record Block(long number, String hash, Instant time) {}

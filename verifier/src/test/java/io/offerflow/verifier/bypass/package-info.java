/**
 * Attempts to be served without paying: a corpus of raw requests (resources/bypass), generated ones, and models of what servers make of a
 * request target that share nothing with the gate's own reading of paths.
 */
@NullMarked
package io.offerflow.verifier.bypass;

import org.jspecify.annotations.NullMarked;

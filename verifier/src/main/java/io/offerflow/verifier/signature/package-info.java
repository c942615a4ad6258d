/**
 * Who signed an authorization. Recovering a key is the dearest thing that the gate does itself (50 µs natively, 200 µs in Java), so it is
 * apart from the checks that cost nothing, and it says what it found without deciding what follows from it.
 */
@NullMarked
package io.offerflow.verifier.signature;

import org.jspecify.annotations.NullMarked;

/**
 * Reading of what callers send. A signature follows from every value, so a text that could be meant in two ways is refused, and each
 * refusal names the field.
 */
@NullMarked
package io.offerflow.signer.json;

import org.jspecify.annotations.NullMarked;

/**
 * What is said about a resource: condition types, reasons with the sentence that people read, and the list arithmetic.
 */
@NullMarked
package io.offerflow.api.condition;

import org.jspecify.annotations.NullMarked;

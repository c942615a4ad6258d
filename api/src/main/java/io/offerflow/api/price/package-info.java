/**
 * The effective price of a request, computed once with exact decimals.
 */
@NullMarked
package io.offerflow.api.price;

import org.jspecify.annotations.NullMarked;

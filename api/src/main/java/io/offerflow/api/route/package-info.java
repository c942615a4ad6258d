/**
 * What the gate enforces for an offer, derived from the offer alone, with the digest that gate and workflow compare.
 */
@NullMarked
package io.offerflow.api.route;

import org.jspecify.annotations.NullMarked;

/**
 * Which rule a request meets. Offers and static routes become one immutable snapshot behind one volatile reference, so that a request
 * reads a single consistent state and a change never blocks one. Whatever is in doubt here is refused, not let through.
 */
@NullMarked
package io.offerflow.verifier.route;

import org.jspecify.annotations.NullMarked;

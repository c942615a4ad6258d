/**
 * A ServiceOffer's life: observe (activity), plan (pure), apply and report (activities). {@link
 * io.offerflow.workflows.offer.OfferPlanner} decides; nothing else does.
 */
@NullMarked
package io.offerflow.workflows.offer;

import org.jspecify.annotations.NullMarked;

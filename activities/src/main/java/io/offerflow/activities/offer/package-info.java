/**
 * The effects of a ServiceOfferWorkflow on the cluster: looking, carrying out steps, writing status and events. {@link
 * io.offerflow.activities.offer.ClusterOfferActivities} is the front door. Nothing here decides what should be done.
 */
@NullMarked
package io.offerflow.activities.offer;

import org.jspecify.annotations.NullMarked;

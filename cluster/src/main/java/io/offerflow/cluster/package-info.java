/**
 * What watcher, worker and verifier share at their edges: settings, the Kubernetes client, reading resources, health and metrics. Nothing
 * here decides about an offer.
 */
@NullMarked
package io.offerflow.cluster;

import org.jspecify.annotations.NullMarked;

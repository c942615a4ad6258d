/**
 * Looks at the Service behind an offer: whether it may be sold, whether it exists, whether it answers its health check. The worker asks
 * before it publishes, the watcher's monitor asks again and again; both must come to the same word, so they share this.
 */
@NullMarked
package io.offerflow.cluster.upstream;

import org.jspecify.annotations.NullMarked;

/**
 * The watcher process: informers see what changed, the change filter says whether it matters, the keyed queue wakes the offer's workflow.
 * It decides nothing about an offer and writes nothing but its Lease; an idle cluster causes no nudge.
 */
@NullMarked
package io.offerflow.watcher;

import org.jspecify.annotations.NullMarked;

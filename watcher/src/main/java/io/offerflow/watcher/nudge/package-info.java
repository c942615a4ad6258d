/**
 * From "something about this offer may have changed" to a signal at its workflow: causes, the queue that loses nothing and never calls twice
 * for one key, the slow lane for offers that are probably fine, and the call itself.
 */
@NullMarked
package io.offerflow.watcher.nudge;

import org.jspecify.annotations.NullMarked;

/**
 * What changed, and whether it matters: the watched objects reduced to what the watcher compares, and the pure filter over two versions of
 * one. Nothing here knows informers, threads or time.
 */
@NullMarked
package io.offerflow.watcher.change;

import org.jspecify.annotations.NullMarked;

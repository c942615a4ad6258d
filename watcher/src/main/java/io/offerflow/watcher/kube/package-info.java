/**
 * Informers that never give up: a missing kind, a refused request or a broken watch is said once, shown as a metric and tried again. Objects
 * stay generic, because a typed informer stops for good at the first object that does not parse.
 */
@NullMarked
package io.offerflow.watcher.kube;

import org.jspecify.annotations.NullMarked;

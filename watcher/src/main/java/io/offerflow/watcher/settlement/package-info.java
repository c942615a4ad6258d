/**
 * The gate's outbox: settlements whose outcome is unknown, listed by its replicas, each handed to a workflow that finds out. The list is
 * asked with a long poll, so that news arrives at once and silence costs a request in half a minute.
 */
@NullMarked
package io.offerflow.watcher.settlement;

import org.jspecify.annotations.NullMarked;

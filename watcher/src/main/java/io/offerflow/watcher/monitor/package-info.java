/**
 * What no Kubernetes event tells: the health of upstreams, the gate's word, who owns a path now, the Gateway's verdict, children without an
 * offer. Each compares what it measures with what the offer's status says and wakes a workflow only where the two differ. All are driven
 * by one tick and hold no threads of their own.
 */
@NullMarked
package io.offerflow.watcher.monitor;

import org.jspecify.annotations.NullMarked;

/**
 * Connecting to Temporal: the one place in this module with I/O. Watcher and worker share it, so that both use the same namespace, payload
 * format and metrics; workflow code never sees it.
 */
@NullMarked
package io.offerflow.workflows.client;

import org.jspecify.annotations.NullMarked;

/** What watcher and worker agree on: task queues, search attributes, payload format. */
@NullMarked
package io.offerflow.workflows;

import org.jspecify.annotations.NullMarked;

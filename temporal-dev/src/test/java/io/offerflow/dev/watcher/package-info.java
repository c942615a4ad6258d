/** The watcher against API servers, embedded and real, with faults from outside, and its calls against a Temporal server. */
@NullMarked
package io.offerflow.dev.watcher;

import org.jspecify.annotations.NullMarked;

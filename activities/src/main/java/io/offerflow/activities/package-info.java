/** The worker process: it carries out workflows and their activities. {@link io.offerflow.activities.WorkerApp} wires it. */
@NullMarked
package io.offerflow.activities;

import org.jspecify.annotations.NullMarked;

/** Proofs about the planner (pure), about its convergence (properties) and about the workflow around it (test environment, replay). */
@NullMarked
package io.offerflow.workflows.offer;

import org.jspecify.annotations.NullMarked;

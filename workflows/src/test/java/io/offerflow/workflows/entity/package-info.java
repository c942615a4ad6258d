/** Proofs about the passes that all entities share. */
@NullMarked
package io.offerflow.workflows.entity;

import org.jspecify.annotations.NullMarked;

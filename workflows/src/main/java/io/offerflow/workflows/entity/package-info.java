/**
 * The loop that every entity workflow runs: one workflow per custom resource, woken by nudges that say that something changed, never
 * what. Lost, doubled and reordered nudges are harmless, because each pass reads the object anew.
 */
@NullMarked
package io.offerflow.workflows.entity;

import org.jspecify.annotations.NullMarked;

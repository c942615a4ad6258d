/**
 * The custom resources as values. Each record mirrors one object of `deploy/crds`; a test compares both directions.
 * Absent means null or empty, never a default: defaults are the effective values that the accessors compute.
 */
@NullMarked
package io.offerflow.api;

import org.jspecify.annotations.NullMarked;

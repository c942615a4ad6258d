/**
 * Reads {@code metadata.managedFields}: who owns which field of a live object. This is how drift is seen without comparing values that
 * the API server may default or convert.
 */
@NullMarked
package io.offerflow.cluster.fields;

import org.jspecify.annotations.NullMarked;

/**
 * The gate's settings file: what applies to the whole gate and the routes that no offer stands behind. It is reloaded while running; a
 * broken file never replaces a good one.
 */
@NullMarked
package io.offerflow.verifier.config;

import org.jspecify.annotations.NullMarked;

/**
 * Path rules: shape, reserved roots, and who owns a path when several offers want it.
 */
@NullMarked
package io.offerflow.api.path;

import org.jspecify.annotations.NullMarked;

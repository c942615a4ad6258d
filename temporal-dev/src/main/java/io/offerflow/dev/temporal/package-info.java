/** The Temporal server of a local run: in process, the real dev server, or one that the user points at. */
@NullMarked
package io.offerflow.dev.temporal;

import org.jspecify.annotations.NullMarked;

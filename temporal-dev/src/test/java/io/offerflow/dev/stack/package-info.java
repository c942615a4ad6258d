/** What the command line and the documents promise about local runs. */
@NullMarked
package io.offerflow.dev.stack;

import org.jspecify.annotations.NullMarked;

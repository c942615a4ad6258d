/** The whole system on one machine: servers, the three processes, and stand-ins for what a cluster would bring. */
@NullMarked
package io.offerflow.dev.stack;

import org.jspecify.annotations.NullMarked;

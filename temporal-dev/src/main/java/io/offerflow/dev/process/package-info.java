/** Programs that the dev stack and the tests run beside the JVM, with their logs, and an end for each of them. */
@NullMarked
package io.offerflow.dev.process;

import org.jspecify.annotations.NullMarked;

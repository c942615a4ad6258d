/** The {@code offerflow} command: local runs of the whole system. */
@NullMarked
package io.offerflow.dev;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.offerflow.workflows.seed;

import org.jspecify.annotations.NullMarked;

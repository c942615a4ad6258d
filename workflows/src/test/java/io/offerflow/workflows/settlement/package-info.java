@NullMarked
package io.offerflow.workflows.settlement;

import org.jspecify.annotations.NullMarked;

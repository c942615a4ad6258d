@NullMarked
package io.offerflow.workflows.identity;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.offerflow.workflows.agent;

import org.jspecify.annotations.NullMarked;

/** Measures how fast offers converge on real servers, against the limits that the project promises. */
@NullMarked
package io.offerflow.flows.bench;

import org.jspecify.annotations.NullMarked;

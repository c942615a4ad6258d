/** The story of one offer, told on a terminal with times: applied, priced, paid, edited, deleted. */
@NullMarked
package io.offerflow.dev.demo;

import org.jspecify.annotations.NullMarked;

/**
 * The ERC-8004 identity registry in the words of the ABI: calls, answers, and why a call was refused. It asks nobody; {@code activities.chain} does.
 */
@NullMarked
package io.offerflow.activities.registry;

import org.jspecify.annotations.NullMarked;

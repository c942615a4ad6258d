/** What is said to the gate and to people about settlements whose outcome was unknown. */
@NullMarked
package io.offerflow.activities.settlement;

import org.jspecify.annotations.NullMarked;

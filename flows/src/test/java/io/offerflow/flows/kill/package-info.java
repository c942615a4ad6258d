/** What happens to offers and buyers when a process or a server is killed. */
@NullMarked
package io.offerflow.flows.kill;

import org.jspecify.annotations.NullMarked;

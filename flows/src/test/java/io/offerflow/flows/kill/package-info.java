/** What happens to offers and buyers when a process or a server is killed, and when replicas of the gate are restarted as an update does it. */
@NullMarked
package io.offerflow.flows.kill;

import org.jspecify.annotations.NullMarked;

/**
 * Settlements whose outcome is not known: what gate, watcher and workflows say to each other about them. Nothing in here can be used to
 * pay.
 */
@NullMarked
package io.offerflow.api.settlement;

import org.jspecify.annotations.NullMarked;

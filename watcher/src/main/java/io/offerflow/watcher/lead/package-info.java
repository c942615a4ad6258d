/**
 * Who of several watchers nudges. The lease saves double work and nothing more: nudges of two leaders are as harmless as doubled ones, so no
 * decision depends on clocks agreeing.
 */
@NullMarked
package io.offerflow.watcher.lead;

import org.jspecify.annotations.NullMarked;

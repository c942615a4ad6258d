/**
 * Reads chains over JSON-RPC: whether a token's authorization was used, and how. Nothing in here can sign or send. Addresses of endpoints
 * may hold keys, so they are never shown, only their hosts.
 */
@NullMarked
package io.offerflow.activities.chain;

import org.jspecify.annotations.NullMarked;

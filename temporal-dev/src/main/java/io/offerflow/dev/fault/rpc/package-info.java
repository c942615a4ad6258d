/**
 * Endpoints of chains that lie, lag, limit and refuse, as rules for the {@link io.offerflow.dev.fault.FaultProxy}.
 *
 * <p>Only what must understand JSON-RPC is here; calls are lost, late and doubled by the proxy's own faults, and blocks are
 * reorganised by the chain behind it. Codes and texts are those of real nodes and providers.
 */
@NullMarked
package io.offerflow.dev.fault.rpc;

import org.jspecify.annotations.NullMarked;

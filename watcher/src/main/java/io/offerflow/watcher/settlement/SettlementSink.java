package io.offerflow.watcher.settlement;

import io.offerflow.api.settlement.OpenSettlement;

/** Where open settlements go. Called by many threads. */
public interface SettlementSink {

    enum Result {
        STARTED,
        /** A workflow works on it, or has ended with an outcome. */
        KNOWN,
        /** Nothing can be started at present. */
        AWAY,
        /** This one was not taken. */
        REFUSED
    }

    /** Blocks within a bounded time. Trouble is a result, never an exception. */
    Result start(OpenSettlement open);
}

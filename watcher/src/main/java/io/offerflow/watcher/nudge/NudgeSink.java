package io.offerflow.watcher.nudge;

/** Where nudges go. Called by many threads, never twice at the same time for one key. */
public interface NudgeSink {

    enum Delivery {
        /** It will be acted on, or nobody is left who could. */
        DELIVERED,
        /** Nothing can be delivered at present, whatever the key. */
        AWAY,
        /** This one was not taken; others may be. */
        REFUSED
    }

    /** Blocks until the outcome is known, within a bounded time. Trouble is an outcome, never an exception. */
    Delivery deliver(Key key, Wake wake);

    /** A cheap look, without a request, at whether the other side is connected; asks for a new connection where there is none. */
    boolean connected();
}

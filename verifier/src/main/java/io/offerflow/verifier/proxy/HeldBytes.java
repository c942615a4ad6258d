package io.offerflow.verifier.proxy;

/** How many bytes of requests and answers may be in memory at once, over all clients. Safe for many threads. */
public final class HeldBytes {
    private final long limit;
    private long held;

    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /** For one request; its first holder is the caller. */
    public Share share() {
        return new Share();
    }

    private synchronized boolean take(long bytes) {
        if (bytes > limit - held) {
            return false;
        }
        held += bytes;
        return true;
    }

    private synchronized void give(long bytes) {
        held -= bytes;
    }

    /** What one request holds, until the last of its holders has closed it. */
    public final class Share implements AutoCloseable {
        private long bytes;
        private int holders = 1;

        private Share() {}

        /** False when there is no room, or nobody holds this any more; all is then as it was. */
        public synchronized boolean grow(long more) {
            boolean taken = holders > 0 && take(more);
            if (taken) {
                bytes += more;
            }
            return taken;
        }

        /** One more holder, who closes it as well. */
        public synchronized Share also() {
            holders++;
            return this;
        }

        @Override
        public synchronized void close() {
            holders--;
            if (holders == 0) {
                give(bytes);
                bytes = 0;
            }
        }
    }
}

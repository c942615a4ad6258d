package io.offerflow.verifier.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How many bytes of requests and answers may be in memory at once, over all clients. Safe for many threads. */
public final class HeldBytes {
    private final long limit;
    private final @Nullable HeldBytes whole;
    private volatile BooleanSupplier spare = () -> false;
    private long held;

    public HeldBytes(long limit) {
        this(limit, null);
    }

    private HeldBytes(long limit, @Nullable HeldBytes whole) {
        this.limit = limit;
        this.whole = whole;
    }

    /** A part of this memory for some who must not take all of it: what they hold counts here too. */
    public HeldBytes part(long most) {
        return new HeldBytes(most, this);
    }

    public long limit() {
        return limit;
    }

    /** @param drop gives up what can be spared, one thing at a time, where there is no room; false when there is nothing more */
    void spare(BooleanSupplier drop) {
        spare = drop;
    }

    /** For one request; its first holder is the caller. */
    public Share share() {
        return new Share();
    }

    /** Not locked while something is given up, which comes back here. */
    private boolean take(long bytes) {
        boolean taken = fits(bytes);
        while (!taken && bytes <= limit && spare.getAsBoolean()) {
            taken = fits(bytes);
        }
        if (taken && whole != null && !whole.take(bytes)) {
            give(bytes);
            return false;
        }
        return taken;
    }

    private synchronized boolean fits(long bytes) {
        if (bytes > limit - held) {
            return false;
        }
        held += bytes;
        return true;
    }

    private void give(long bytes) {
        synchronized (this) {
            held -= bytes;
        }
        if (whole != null) {
            whole.give(bytes);
        }
    }

    /** What one request holds, until the last of its holders has closed it. */
    public final class Share implements AutoCloseable {
        private final List<Share> adopted = new ArrayList<>();
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

        /** Moves some of what is held here to a share of its own, with one holder: for what outlives the request. */
        synchronized Share split(long moved) {
            if (moved > bytes) {
                throw new IllegalArgumentException("only what is held can be split off");
            }
            bytes -= moved;
            Share own = new Share();
            own.bytes = moved;
            return own;
        }

        /** Closes the other one, whose only holder this becomes, together with this. */
        synchronized void adopt(Share other) {
            adopted.add(other);
            if (holders <= 0) {
                release();
            }
        }

        @Override
        public synchronized void close() {
            holders--;
            if (holders == 0) {
                release();
            }
        }

        private void release() {
            give(bytes);
            bytes = 0;
            adopted.forEach(Share::close);
            adopted.clear();
        }
    }
}

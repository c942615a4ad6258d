package io.offerflow.verifier.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends one request to an upstream and waits for the head of its answer. */
public interface Upstream {

    /**
     * @param body whole; empty for none
     * @param wares what is bought with it
     */
    record Call(String method, URI uri, List<HeaderLine> headers, byte[] body, Wares wares) {
        public Call(String method, URI uri, List<HeaderLine> headers, byte[] body) {
            this(method, uri, headers, body, Wares.ANYTHING);
        }
    }

    /** @param body to be closed by whoever got the reply */
    record Reply(int status, List<HeaderLine> headers, Body body) {}

    /** What follows the head. */
    interface Body extends Closeable {

        /**
         * Blocks until there is something, or the end.
         *
         * @param atMost how long to wait for it
         * @return how many bytes were read, at least one; -1 at the end
         * @throws IOException when the answer broke off, or nothing more came in time
         */
        int read(byte[] into, int from, Duration atMost) throws IOException, InterruptedException;
    }

    /** Why this call cannot be sent at all, whatever is tried; to be asked before money is taken for it. */
    default Optional<String> unsendable(Call call) {
        return Optional.empty();
    }

    /**
     * @param patience for the head
     * @throws IOException when no answer came; whether the upstream did the work is then unknown
     */
    Reply send(Call call, Duration patience) throws IOException, InterruptedException;
}

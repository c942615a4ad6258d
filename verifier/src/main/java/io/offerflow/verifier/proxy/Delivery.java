package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.Upstream.Body;
import io.offerflow.verifier.x402.Receipt;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What goes back to the client. */
public sealed interface Delivery {

    /** The payment does not pass; nothing of the upstream's answer is in it. */
    record Denied(Verdict.Denied verdict) implements Delivery {}

    /** A request that no HTTP client would send on; nobody was asked and nothing was taken. */
    record Unsendable() implements Delivery {}

    /** The agent answered without having done what it was asked for; nothing was taken, and nothing of the answer is for the buyer. */
    record Incomplete() implements Delivery {}

    /** There is no room for the answer; nothing was taken. */
    record Busy() implements Delivery {}

    /** The upstream gave no answer. {@code receipt}: money had been taken before. */
    record NoAnswer(Optional<Receipt> receipt) implements Delivery {}

    record Whole(int status, List<HeaderLine> headers, byte[] body, Optional<Receipt> receipt) implements Delivery {}

    /** {@code head} was read already, {@code rest} follows and is to be closed. */
    record Streamed(int status, List<HeaderLine> headers, byte[] head, Rest rest, Optional<Receipt> receipt)
            implements Delivery {}

    /**
     * What still comes from the upstream.
     *
     * @param idle how long it may be silent before the answer counts as broken off
     */
    record Rest(Body body, Duration idle) implements Closeable {

        /** As {@link Body#read}. */
        public int read(byte[] into) throws IOException, InterruptedException {
            return body.read(into, 0, idle);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}

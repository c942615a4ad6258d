package io.offerflow.verifier.http;

import io.offerflow.verifier.proxy.HeldBytes;
import io.undertow.io.Receiver.PartialBytesCallback;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.xnio.XnioExecutor;

/** Reads requests' bodies on the I/O thread, where buffers are shared, as far as memory and patience go. */
final class BodyIntake {
    private final HeldBytes memory;
    private final Duration patience;

    /** @param patience for a whole body: who only sends slowly would otherwise keep what he has sent in memory for ever */
    BodyIntake(HeldBytes memory, Duration patience) {
        this.memory = memory;
        this.patience = patience;
    }

    /** @param share held until the exchange is over; the answer may add to it */
    record Body(byte[] bytes, HeldBytes.Share share) {}

    /**
     * Answers 413, or what {@code busy} says, or hands the body on; both on the I/O thread.
     *
     * @param atMost bytes
     */
    void read(HttpServerExchange exchange, int atMost, Supplier<Answer> busy, Consumer<Body> then) {
        exchange.setMaxEntitySize(atMost);
        if (exchange.getRequestContentLength() > atMost) {
            tooLarge().write(exchange);
            return;
        }
        HeldBytes.Share share = memory.share();
        exchange.addExchangeCompleteListener((done, next) -> {
            share.close();
            next.proceed();
        });
        Arrival arrival = new Arrival(share, deadline(exchange), busy, then);
        exchange.getRequestReceiver().receivePartialBytes(arrival, (same, failure) -> {
            arrival.deadline.remove();
            tooLarge().write(same);
        });
    }

    private XnioExecutor.Key deadline(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return () -> true;
        }
        return exchange.getIoThread()
                .executeAfter(() -> Relay.closeConnection(exchange), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Answer tooLarge() {
        return Answer.plain(413, "the request's body is too large", "body_too_large");
    }

    /** What there is no room for is still read, and thrown away: an answer in the middle of a body is not heard by every client. */
    private static final class Arrival implements PartialBytesCallback {
        private final HeldBytes.Share share;
        private final XnioExecutor.Key deadline;
        private final Supplier<Answer> busy;
        private final Consumer<Body> then;
        private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
        private boolean fits = true;

        Arrival(HeldBytes.Share share, XnioExecutor.Key deadline, Supplier<Answer> busy, Consumer<Body> then) {
            this.share = share;
            this.deadline = deadline;
            this.busy = busy;
            this.then = then;
        }

        @Override
        public void handle(HttpServerExchange exchange, byte[] part, boolean last) {
            if (fits && share.grow(part.length)) {
                bytes.writeBytes(part);
            } else if (fits) {
                fits = false;
                bytes = new ByteArrayOutputStream(0);
                share.close();
            }
            if (!last) {
                return;
            }
            deadline.remove();
            if (fits) {
                then.accept(new Body(bytes.toByteArray(), share));
            } else {
                busy.get().write(exchange);
            }
        }
    }
}

package io.offerflow.verifier.http;

import io.offerflow.verifier.proxy.Delivery;
import io.offerflow.verifier.proxy.HeaderLine;
import io.offerflow.verifier.x402.Receipt;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what an upstream answered, from a virtual thread that reads while only the I/O thread writes. */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int CHUNK = 16_384;
    /** Of an answer that is in memory already. */
    private static final int STRETCH = 131_072;

    private Relay() {}

    /**
     * Blocks until all is written, or the client is gone or does not read.
     *
     * @param idle how long the client may leave what was sent unread
     */
    static void deliver(HttpServerExchange exchange, Delivery delivery, Duration idle) throws InterruptedException {
        switch (delivery) {
            case Delivery.Denied denied -> throw new IllegalStateException("nobody denies what is free");
            case Delivery.NoAnswer none -> Answer.noAnswer(none.receipt()).onIoThread(exchange);
            case Delivery.Busy full -> Answer.busy().onIoThread(exchange);
            case Delivery.Incomplete run ->
                Answer.plain(502, "the agent did not complete its run; nothing was taken", "agent_incomplete")
                        .onIoThread(exchange);
            case Delivery.Unsendable bad ->
                Answer.plain(400, "this request cannot be passed on", "malformed_request")
                        .onIoThread(exchange);
            case Delivery.Whole whole -> whole(exchange, whole, receipt(whole.receipt()), idle);
            case Delivery.Streamed streamed -> streamed(exchange, streamed, receipt(streamed.receipt()));
        }
    }

    private static List<Answer.Header> receipt(Optional<Receipt> receipt) {
        return receipt.map(Answer::receiptHeaders).orElse(List.of());
    }

    /** In stretches, each of which must be read in time. */
    private static void whole(
            HttpServerExchange exchange, Delivery.Whole answer, List<Answer.Header> more, Duration idle)
            throws InterruptedException {
        try {
            byte[] body = answer.body();
            onIoThread(exchange, idle, done -> {
                head(exchange, answer.status(), answer.headers(), more);
                if (body.length > 0) {
                    exchange.setResponseContentLength(body.length);
                }
                done.complete(null);
            });
            for (int from = 0; from < body.length; from += STRETCH) {
                send(exchange, ByteBuffer.wrap(body, from, Math.min(STRETCH, body.length - from)), idle);
            }
            onIoThread(exchange, idle, done -> end(exchange, done));
        } catch (IOException broken) {
            brokenOff(exchange, broken);
        }
    }

    /** Closes the upstream's body. */
    private static void streamed(HttpServerExchange exchange, Delivery.Streamed answer, List<Answer.Header> more)
            throws InterruptedException {
        try (Delivery.Rest rest = answer.rest()) {
            onIoThread(exchange, rest.idle(), done -> {
                head(exchange, answer.status(), answer.headers(), more);
                done.complete(null);
            });
            if (answer.head().length > 0) {
                send(exchange, ByteBuffer.wrap(answer.head()), rest.idle());
            }
            byte[] chunk = new byte[CHUNK];
            for (int read = rest.read(chunk); read >= 0; read = rest.read(chunk)) {
                if (read > 0) {
                    send(exchange, ByteBuffer.wrap(Arrays.copyOf(chunk, read)), rest.idle());
                }
            }
            onIoThread(exchange, rest.idle(), done -> end(exchange, done));
        } catch (IOException broken) {
            brokenOff(exchange, broken);
        }
    }

    /** Without a proper end the client notices that the answer is not complete. */
    private static void brokenOff(HttpServerExchange exchange, IOException broken) {
        LOG.info("an answer broke off on its way: {}", broken.getMessage());
        closeConnection(exchange);
    }

    private static void end(HttpServerExchange exchange, CompletableFuture<@Nullable Void> done) {
        exchange.endExchange();
        done.complete(null);
    }

    private static void head(
            HttpServerExchange exchange, int status, List<HeaderLine> headers, List<Answer.Header> more) {
        exchange.setStatusCode(status);
        headers.forEach(line -> exchange.getResponseHeaders().add(new HttpString(line.name()), line.value()));
        more.forEach(header -> exchange.getResponseHeaders().put(header.name(), header.value()));
        if (!more.isEmpty()) {
            keepPrivate(exchange.getResponseHeaders());
        }
    }

    /** A shared cache would give away what one buyer paid for, with his receipt. */
    private static void keepPrivate(HeaderMap headers) {
        String cache = headers.getFirst(Headers.CACHE_CONTROL);
        headers.put(Headers.CACHE_CONTROL, cache == null ? "private" : cache + ", private");
    }

    /** Returns when the bytes are on their way: a slow client slows the upstream down, not the gate's memory. */
    private static void send(HttpServerExchange exchange, ByteBuffer bytes, Duration idle)
            throws IOException, InterruptedException {
        onIoThread(exchange, idle, done -> exchange.getResponseSender().send(bytes, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange sent, Sender sender) {
                done.complete(null);
            }

            @Override
            public void onException(HttpServerExchange failed, Sender sender, IOException exception) {
                done.completeExceptionally(exception);
            }
        }));
    }

    /** Waits until the work says that it is done; a defect in it ends the wait too. */
    private static void onIoThread(
            HttpServerExchange exchange, Duration atMost, Consumer<CompletableFuture<@Nullable Void>> work)
            throws IOException, InterruptedException {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        try {
            exchange.getIoThread().execute(() -> {
                try {
                    work.accept(done);
                } catch (RuntimeException defect) {
                    done.completeExceptionally(defect);
                }
            });
            done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            throw new IOException("the listener has stopped", stopped);
        } catch (TimeoutException unread) {
            throw new IOException("the client does not read", unread);
        } catch (ExecutionException failed) {
            throw new IOException("it cannot be written: " + failed.getCause(), failed.getCause());
        }
    }

    static void closeConnection(HttpServerExchange exchange) {
        try {
            exchange.getConnection().close();
        } catch (IOException gone) {
            LOG.debug("the client was gone already");
        }
    }
}

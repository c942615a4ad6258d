package io.offerflow.verifier.http;

import io.offerflow.verifier.proxy.Delivery;
import io.offerflow.verifier.proxy.HeaderLine;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what an upstream answered, from a virtual thread that reads while only the I/O thread writes. */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int CHUNK = 16_384;

    private Relay() {}

    static void whole(HttpServerExchange exchange, Delivery.Whole answer, List<Answer.Header> more) throws IOException {
        onIoThread(exchange, () -> {
            head(exchange, answer.status(), answer.headers(), more);
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        });
    }

    /** Blocks until all is written or the client is gone; closes the upstream's body. */
    static void streamed(HttpServerExchange exchange, Delivery.Streamed answer, List<Answer.Header> more)
            throws InterruptedException {
        try (Delivery.Rest rest = answer.rest()) {
            onIoThread(exchange, () -> head(exchange, answer.status(), answer.headers(), more));
            if (answer.head().length > 0) {
                send(exchange, answer.head());
            }
            byte[] chunk = new byte[CHUNK];
            for (int read = rest.read(chunk); read >= 0; read = rest.read(chunk)) {
                if (read > 0) {
                    send(exchange, Arrays.copyOf(chunk, read));
                }
            }
            onIoThread(exchange, exchange::endExchange);
        } catch (IOException broken) {
            LOG.info("an answer broke off on its way: {}", broken.getClass().getSimpleName());
            // Without a proper end the client notices that the answer is not complete.
            closeConnection(exchange);
        }
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
    private static void send(HttpServerExchange exchange, byte[] bytes) throws IOException, InterruptedException {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        onIoThread(exchange, () -> exchange.getResponseSender().send(ByteBuffer.wrap(bytes), new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange done, Sender sender) {
                written.complete(true);
            }

            @Override
            public void onException(HttpServerExchange failed, Sender sender, IOException exception) {
                written.completeExceptionally(exception);
            }
        }));
        try {
            written.get();
        } catch (ExecutionException gone) {
            throw new IOException("the client is gone", gone.getCause());
        }
    }

    private static void onIoThread(HttpServerExchange exchange, Runnable write) throws IOException {
        try {
            exchange.getIoThread().execute(write);
        } catch (RejectedExecutionException stopped) {
            throw new IOException("the listener has stopped", stopped);
        }
    }

    private static void closeConnection(HttpServerExchange exchange) {
        try {
            exchange.getConnection().close();
        } catch (IOException gone) {
            LOG.debug("the client was gone already");
        }
    }
}

package io.offerflow.signer.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.signer.desk.SigningDesk;
import io.offerflow.signer.key.Secret;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/** The listener that callers sign at: {@code /api/v1}, and {@code /healthz}, {@code /upcheck} and {@code /readyz} for everybody. */
public final class SignerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);
    /** Signing takes a millisecond of computing and two syncs to the disk, which all threads wait for together. */
    private static final int WORKERS = 16;

    private static final int READ_MILLIS = 15_000;
    private static final int IDLE_MILLIS = 120_000;
    private static final int MAX_HEADER_BYTES = 16_384;
    private static final long STOP_MILLIS = 10_000;

    private final Undertow undertow;
    private final GracefulShutdownHandler api;
    private final Supplier<Optional<String>> notReady;

    /**
     * How callers come in.
     *
     * @param token empty lets everybody sign who reaches the listener at a local name
     * @param maxBody bytes
     */
    public record Door(InetSocketAddress address, Optional<Secret> token, int maxBody) {}

    /**
     * Listens at once.
     *
     * @param notReady the sentence of {@code /readyz}; empty when ready
     */
    public SignerServer(Door door, SigningDesk desk, Supplier<Optional<String>> notReady, MeterRegistry metrics) {
        this.notReady = notReady;
        Counter unauthorized = Counter.builder("offerflow.signer.unauthorized")
                .description("Requests without the right token")
                .register(metrics);
        HttpHandler handler = new ApiHandler(desk, door.token().map(Token::new), door.maxBody(), unauthorized);
        this.api = new GracefulShutdownHandler(new BlockingHandler(handler));
        this.undertow = Undertow.builder()
                .addHttpListener(
                        door.address().getPort(), door.address().getAddress().getHostAddress(), this::route)
                .setIoThreads(1)
                .setWorkerThreads(WORKERS)
                .setSocketOption(Options.READ_TIMEOUT, READ_MILLIS)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, READ_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .build();
        undertow.start();
    }

    /** With the port that the system chose for port 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    }

    /** Refuses new requests and waits for those in flight. */
    @Override
    public void close() {
        api.shutdown();
        try {
            if (!api.awaitShutdown(STOP_MILLIS)) {
                LOG.warn("requests were still in flight after {} ms", STOP_MILLIS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
    }

    private void route(HttpServerExchange exchange) throws Exception {
        switch (exchange.getRequestURI()) {
            case "/healthz" -> Answer.of(Answer.object().put("status", "ok")).write(exchange);
            case "/upcheck" -> text(exchange, 200, "OK");
            case "/readyz" -> {
                Optional<String> reason = notReady.get();
                text(exchange, reason.isEmpty() ? 200 : 503, reason.orElse("ready"));
            }
            default -> api.handleRequest(exchange);
        }
    }

    private static void text(HttpServerExchange exchange, int status, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseSender().send(text);
    }
}

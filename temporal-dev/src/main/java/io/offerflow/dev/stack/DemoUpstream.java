package io.offerflow.dev.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service that local runs sell: says hello, answers its health check, and can be made ill. */
public final class DemoUpstream implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean healthy = true;

    private DemoUpstream(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        } catch (IOException e) {
            throw new UncheckedIOException("upstream: cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(executor);
        server.createContext("/health", exchange -> answer(exchange, healthy ? 200 : 503, healthy ? "ok\n" : "ill\n"));
        server.createContext("/", this::hello);
        server.start();
    }

    /**
     * @param port on loopback; 0 for any
     */
    public static DemoUpstream start(int port) {
        return new DemoUpstream(port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What the health check answers from now on. */
    public void healthy(boolean value) {
        healthy = value;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void hello(HttpExchange exchange) throws IOException {
        String payer = exchange.getRequestHeaders().getFirst("X-Payment-Payer");
        answer(
                exchange,
                200,
                "hello " + (payer == null ? "stranger" : payer) + ", you asked for " + exchange.getRequestURI() + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

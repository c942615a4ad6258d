package io.offerflow.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Health and metrics of a process over HTTP: {@code /healthz} (200 while the process lives), {@code /readyz} (503 with a sentence while it
 * is not ready), {@code /metrics} (Prometheus text).
 */
public final class OpsServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    /** The content type of Prometheus' text format. */
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<Optional<String>> notReady;
    private final PrometheusMeterRegistry metrics;

    private OpsServer(HttpServer server, Supplier<Optional<String>> notReady, PrometheusMeterRegistry metrics) {
        this.server = server;
        this.notReady = notReady;
        this.metrics = metrics;
    }

    /**
     * Listens at once.
     *
     * @param notReady asked at every {@code /readyz}: empty when ready, otherwise the sentence to answer; it must be quick
     * @throws IOException when the address cannot be bound
     */
    public static OpsServer start(
            InetSocketAddress bind, Supplier<Optional<String>> notReady, PrometheusMeterRegistry metrics)
            throws IOException {
        OpsServer ops = new OpsServer(HttpServer.create(bind, 0), notReady, metrics);
        ops.server.setExecutor(ops.threads);
        ops.server.createContext("/", ops::handle);
        ops.server.start();
        return ops;
    }

    /** Where it listens, with the port that the system chose for port 0. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, 405, TEXT, "only GET is answered here\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/healthz" -> answer(exchange, 200, TEXT, "ok\n");
                case "/readyz" -> ready(exchange);
                case "/metrics" -> answer(exchange, 200, PROMETHEUS, metrics.scrape());
                default -> answer(exchange, 404, TEXT, "there are /healthz, /readyz and /metrics\n");
            }
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        Optional<String> reason = notReady.get();
        answer(exchange, reason.isEmpty() ? 200 : 503, TEXT, reason.orElse("ready") + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}

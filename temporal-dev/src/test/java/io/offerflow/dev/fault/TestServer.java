package io.offerflow.dev.fault;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with one number: POST adds one, GET tells it, PATCH repeats what it was given, a watch sends what it is told. */
final class TestServer implements AutoCloseable {
    private static final String END = "";

    final AtomicInteger number = new AtomicInteger();
    final AtomicInteger watches = new AtomicInteger();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    /** Not Undertow's own: it would wait at its end for watches that have none. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final Undertow server;

    TestServer() {
        var routes = Handlers.routing()
                .post("/number", this::add)
                .get("/number", exchange -> exchange.getResponseSender().send("number " + number.get()))
                .add("PATCH", "/number", TestServer::echo)
                .get(
                        "/things",
                        exchange -> exchange.dispatch(threads, call -> {
                            call.startBlocking();
                            watch(call);
                        }));
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(exchange -> {
                    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
                    authorizations.add(String.valueOf(authorization));
                    routes.handleRequest(exchange);
                })
                .build();
        server.start();
    }

    URI address() {
        var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    void send(String... lines) {
        events.addAll(List.of(lines));
    }

    void endWatch() {
        events.add(END);
    }

    @Override
    public void close() {
        server.stop();
        threads.shutdownNow();
    }

    private void add(HttpServerExchange exchange) {
        exchange.setStatusCode(201).getResponseSender().send("added " + number.incrementAndGet());
    }

    private static void echo(HttpServerExchange exchange) {
        exchange.getRequestReceiver().receiveFullString((call, body) -> call.getResponseSender()
                .send(call.getRequestHeaders().getFirst(Headers.CONTENT_TYPE) + "|" + body + "|"
                        + call.getQueryString()));
    }

    private void watch(HttpServerExchange exchange) {
        watches.incrementAndGet();
        try (OutputStream out = exchange.getOutputStream()) {
            out.flush();
            boolean more = true;
            while (more) {
                String line = events.take();
                more = !END.equals(line);
                if (more) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        } catch (IOException | InterruptedException stopped) {
            // The client has gone, or the test is over.
        } finally {
            watches.decrementAndGet();
        }
    }
}

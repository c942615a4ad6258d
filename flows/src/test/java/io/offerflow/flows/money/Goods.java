package io.offerflow.flows.money;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URI;

/** What is sold: an answer that names the basket it is for. The request itself says when the seller is to fail, and how. */
final class Goods implements AutoCloseable {
    static final HttpString BASKET = new HttpString("X-Basket");
    static final HttpString MISHAP = new HttpString("X-Mishap");
    /** An answer with status 500. */
    static final String ERROR = "error";
    /** An agent's way of saying in a good answer that it failed. */
    static final String INCOMPLETE = "incomplete";

    private static final HttpString COMPLETED = new HttpString("X-Hermes-Completed");

    private final Undertow server = Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(Goods::answer)
            .build();

    Goods() {
        server.start();
    }

    private static void answer(HttpServerExchange exchange) {
        String mishap = exchange.getRequestHeaders().getFirst(MISHAP);
        if (ERROR.equals(mishap)) {
            exchange.setStatusCode(500);
        } else if (INCOMPLETE.equals(mishap)) {
            exchange.getResponseHeaders().put(COMPLETED, "false");
        }
        exchange.getResponseSender().send(named(exchange.getRequestHeaders().getFirst(BASKET)));
    }

    /** The goods of a basket. */
    static String named(String basket) {
        return "goods for " + basket;
    }

    URI address() {
        var listener = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        return URI.create("http://127.0.0.1:" + listener.getPort());
    }

    @Override
    public void close() {
        server.stop();
    }
}

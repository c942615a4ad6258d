package io.offerflow.verifier.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;

/**
 * From the moment at which the gate begins to stop, every answer says {@code Connection: close}, also to requests that came before it:
 * a proxy's pool then empties itself, and no request meets a connection that is just being closed.
 */
final class Farewell implements HttpHandler {
    private final HttpHandler next;
    private final ResponseCommitListener hangUp = this::hangUpWhenLeaving;
    private volatile boolean leaving;

    Farewell(HttpHandler next) {
        this.next = next;
    }

    void begin() {
        leaving = true;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseCommitListener(hangUp);
        next.handleRequest(exchange);
    }

    private void hangUpWhenLeaving(HttpServerExchange exchange) {
        if (leaving) {
            exchange.setPersistent(false);
        }
    }
}

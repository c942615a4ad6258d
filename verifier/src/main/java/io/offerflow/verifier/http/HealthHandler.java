package io.offerflow.verifier.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /healthz} and {@code /readyz} before whatever else a listener answers. */
final class HealthHandler implements HttpHandler {
    private final Supplier<Optional<String>> notReady;
    private final HttpHandler next;

    HealthHandler(Supplier<Optional<String>> notReady, HttpHandler next) {
        this.notReady = notReady;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        switch (exchange.getRequestURI()) {
            case "/healthz" -> Answer.status(200, "ok").write(exchange);
            case "/readyz" ->
                notReady.get()
                        .map(missing -> Answer.status(503, "not ready: " + missing))
                        .orElseGet(() -> Answer.status(200, "ready"))
                        .write(exchange);
            default -> next.handleRequest(exchange);
        }
    }
}

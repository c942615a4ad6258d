package io.offerflow.flows.bench.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A facilitator that agrees with everything, each settlement in a transaction of its own, and counts. Argument: port. */
final class StubFacilitator {
    private static final String HASH_END = "00".repeat(24);
    /** Odd, so that no two products are the same; the golden ratio, so that they look as random as hashes do. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final AtomicLong verified = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private volatile long delayMillis;

    /** Calls so far. */
    record Calls(long verified, long settled) {
        long all() {
            return verified + settled;
        }
    }

    private StubFacilitator() {}

    public static void main(String[] args) {
        StubFacilitator stub = new StubFacilitator();
        Undertow.builder()
                .setIoThreads(1)
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1", exchange -> exchange.getRequestReceiver()
                        .receiveFullBytes((asked, order) -> stub.handle(asked)))
                .build()
                .start();
    }

    static URI url(Pinned stub) {
        return URI.create("http://127.0.0.1:" + stub.port());
    }

    static Calls calls(Pinned stub) throws IOException {
        JsonNode counted = get(stub, "/calls");
        return new Calls(
                counted.path("verified").asLong(), counted.path("settled").asLong());
    }

    /** From now on every answer takes so long. */
    static void delay(Pinned stub, int millis) throws IOException {
        get(stub, "/delay?" + millis);
    }

    private static JsonNode get(Pinned stub, String path) throws IOException {
        try (InputStream answer = url(stub).resolve(path).toURL().openStream()) {
            return Json.mapper().readTree(answer);
        }
    }

    private void handle(HttpServerExchange exchange) {
        String json =
                switch (exchange.getRequestPath()) {
                    case "/verify" -> {
                        verified.incrementAndGet();
                        yield "{\"isValid\":true}";
                    }
                    case "/settle" -> {
                        String hash = "0x" + HexFormat.of().toHexDigits(settled.incrementAndGet() * SPREAD) + HASH_END;
                        yield "{\"success\":true,\"transaction\":\"" + hash + "\",\"network\":\"eip155:84532\"}";
                    }
                    case "/delay" -> {
                        delayMillis = Long.parseLong(exchange.getQueryString());
                        yield "{}";
                    }
                    default -> "{\"verified\":" + verified + ",\"settled\":" + settled + "}";
                };
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        if (delayMillis == 0) {
            exchange.getResponseSender().send(json);
        } else {
            exchange.dispatch(
                    task -> exchange.getIoThread().executeAfter(task, delayMillis, TimeUnit.MILLISECONDS),
                    () -> exchange.getResponseSender().send(json));
        }
    }
}

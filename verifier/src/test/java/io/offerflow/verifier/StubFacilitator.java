package io.offerflow.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A facilitator that says what a test tells it and counts what it is asked. */
public final class StubFacilitator implements AutoCloseable {
    /** The first transaction; each settlement has its own. */
    public static final String TX = transaction(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> verified = new CopyOnWriteArrayList<>();
    private final List<JsonNode> settled = new CopyOnWriteArrayList<>();
    private volatile Reply verify = new Reply(200, "{\"isValid\":true,\"payer\":\"" + Payments.PAYER + "\"}");
    private final AtomicInteger transactions = new AtomicInteger();
    private volatile @Nullable Reply settle;
    private volatile CountDownLatch verifyGate = new CountDownLatch(0);
    private volatile CountDownLatch settleGate = new CountDownLatch(0);

    public record Reply(int status, String body) {}

    public StubFacilitator() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/verify", exchange -> {
            verified.add(Json.mapper().readTree(exchange.getRequestBody()));
            await(verifyGate);
            answer(exchange, verify);
        });
        server.createContext("/settle", exchange -> {
            settled.add(Json.mapper().readTree(exchange.getRequestBody()));
            await(settleGate);
            Reply told = settle;
            answer(exchange, told == null ? settledWith(transaction(transactions.incrementAndGet())) : told);
        });
        server.start();
    }

    public static Reply settledWith(String transaction) {
        return new Reply(
                200, "{\"success\":true,\"transaction\":\"" + transaction + "\",\"network\":\"eip155:84532\"}");
    }

    private static String transaction(int number) {
        return "0x" + "5e".repeat(28) + String.format("%08x", number);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void onVerify(int status, String body) {
        verify = new Reply(status, body.replace('\'', '"'));
    }

    public void onSettle(int status, String body) {
        settle = new Reply(status, body.replace('\'', '"'));
    }

    /** Verifications wait for the latch that is returned. */
    public CountDownLatch holdVerifications() {
        CountDownLatch gate = new CountDownLatch(1);
        verifyGate = gate;
        return gate;
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Settlements wait for the latch that is returned. */
    public CountDownLatch holdSettlements() {
        CountDownLatch gate = new CountDownLatch(1);
        settleGate = gate;
        return gate;
    }

    /** Bodies of the calls so far. */
    public List<JsonNode> verifyCalls() {
        return verified;
    }

    public List<JsonNode> settleCalls() {
        return settled;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}

package io.offerflow.flows.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A provider's node before a registry with very many registrations, spread evenly over the blocks since its deployment. Whatever it is asked takes a fixed
 * time, by which it moves the clock that it is: nobody waits for it.
 */
final class CrowdedRegistry implements AutoCloseable, InstantSource {
    static final String REGISTRY = "0x8004a169fb4a3325136eb29fa0ceb6d2e539a432";
    static final long HEAD = 45_000_000;
    static final long DEPLOYED = 40_000_000;
    static final int REGISTRATIONS = 256_000;
    static final Duration LATENCY = Duration.ofMillis(100);
    private static final long BLOCKS = 10_000;
    private static final int RESULTS = 10_000;
    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    /** A token's move: from nobody where it is minted. */
    private record Move(long block, long id, String from, String to) {}

    private final TreeMap<Long, List<Move>> moves = new TreeMap<>();
    private final Map<Long, String> owners = new TreeMap<>();
    private final HttpServer server;
    private Instant now = Instant.EPOCH;
    private int calls;
    private int pages;
    private int refused;
    private long scanned;

    /** What was asked since the last time. */
    record Usage(int calls, int pages, int refused, long blocks, Duration time) {}

    CrowdedRegistry() throws IOException {
        for (int id = 0; id < REGISTRATIONS; id++) {
            long block = DEPLOYED + 1 + id * (HEAD - DEPLOYED - 1) / REGISTRATIONS;
            move(block, id, "0x" + "0".repeat(40), stranger(id));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    private static String stranger(long id) {
        return "0x5" + String.format("%039x", id);
    }

    /** Somebody's token, which it was given in this block. */
    void give(long block, long id, String to) {
        move(block, id, owners.get(id), to);
    }

    private void move(long block, long id, String from, String to) {
        moves.merge(block, List.of(new Move(block, id, from, to)), (one, other) -> Stream.concat(
                        one.stream(), other.stream())
                .toList());
        owners.put(id, to);
    }

    static String uri(long id) {
        return "https://agent-" + id + ".example/agent.json";
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized Usage usage() {
        Usage usage = new Usage(calls, pages, refused, scanned, Duration.between(Instant.EPOCH, now));
        now = Instant.EPOCH;
        calls = 0;
        pages = 0;
        refused = 0;
        scanned = 0;
        return usage;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            ObjectNode answer = Json.mapper().createObjectNode();
            answer(call.path("method").asText(), call.path("params"), answer);
            calls++;
            now = now.plus(LATENCY);
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answer(String method, JsonNode params, ObjectNode answer) {
        switch (method) {
            case "eth_chainId" -> answer.put("result", "0x2105");
            case "eth_blockNumber" -> answer.put("result", "0x" + Long.toHexString(HEAD));
            case "eth_getCode" -> answer.put("result", block(params.path(1)) >= DEPLOYED ? "0x60" : "0x");
            case "eth_estimateGas" -> answer.put("result", "0x27100");
            case "eth_getLogs" -> logs(params.path(0), answer);
            case "eth_call" -> answer.put("result", called(params.at("/0/data").asText()));
            default -> answer.putObject("error").put("code", -32_601).put("message", "the method does not exist");
        }
    }

    private static long block(JsonNode hex) {
        return Long.decode(hex.asText());
    }

    private void logs(JsonNode filter, ObjectNode answer) {
        long from = block(filter.path("fromBlock"));
        long to = block(filter.path("toBlock"));
        if (to - from >= BLOCKS) {
            refused++;
            answer.putObject("error")
                    .put("code", -32_602)
                    .put("message", "range " + (to - from + 1) + " exceeds limit of " + BLOCKS);
            return;
        }
        String owner = filter.at("/topics/2").asText();
        List<Move> found = moves.subMap(from, true, to, true).values().stream()
                .flatMap(List::stream)
                .filter(move -> owner.isEmpty() || owner.equals(topic(move.to())))
                .toList();
        if (found.size() > RESULTS) {
            refused++;
            answer.putObject("error")
                    .put("code", -32_005)
                    .put("message", "query returned more than " + RESULTS + " results");
            return;
        }
        pages++;
        scanned += to - from + 1;
        ArrayNode logs = answer.putArray("result");
        for (Move move : found) {
            ArrayNode topics = logs.addObject().put("address", REGISTRY).putArray("topics");
            topics.add(TRANSFER).add(topic(move.from())).add(topic(move.to())).add("0x" + word(move.id()));
        }
    }

    private String called(String data) {
        return switch (data.substring(0, 10)) {
            case "0x0d8e6e2c" -> text("2.0.0");
            case "0x70a08231" -> {
                String owner = "0x" + data.substring(34);
                yield "0x" + word(owners.values().stream().filter(owner::equals).count());
            }
            case "0x6352211e" -> topic(owners.get(id(data)));
            case "0xc87b56dd" -> text(uri(id(data)));
            default -> "0x" + word(REGISTRATIONS);
        };
    }

    private static long id(String data) {
        return new BigInteger(data.substring(10), 16).longValueExact();
    }

    private static String topic(String address) {
        return "0x" + "0".repeat(24) + address.substring(2);
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private static String text(String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        int padding = (64 - hex.length() % 64) % 64;
        return "0x" + word(32) + word(text.length()) + hex + "0".repeat(padding);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.api.settlement.OpenSettlement;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node over HTTP whose chain the test writes: a block each second, and transactions with logs. */
final class ScriptedChain implements AutoCloseable {
    static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");
    static final OpenSettlement OPEN = new OpenSettlement(
            "019b0000000000000000000000000000000000000001",
            new OpenSettlement.Key(
                    "eip155:84532",
                    "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
                    "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
                    "0x" + "11".repeat(32)),
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            BigInteger.valueOf(1_000),
            GENESIS.plusSeconds(3_000),
            GENESIS.plusSeconds(2_900),
            "",
            null,
            "");

    long chainId = 84_532;
    long head = 3_000;
    boolean noToken;
    /** Receipts name another block than the canonical one. */
    boolean reorganised;

    int status = 200;
    final List<Transaction> transactions = new ArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** @param uses whether the authorization of {@link #OPEN} counts as used from its block on */
    record Transaction(String hash, long block, boolean succeeded, boolean uses, List<TokenLog> logs) {}

    ScriptedChain() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret-key");
    }

    static TokenLog used(String payer, String nonce, long index) {
        return log(index, "0x", TokenLog.USED, Words.address(payer), nonce);
    }

    static TokenLog cancelled(long index) {
        return log(
                index,
                "0x",
                TokenLog.CANCELED,
                Words.address(OPEN.key().payer()),
                OPEN.key().nonce());
    }

    static TokenLog ours(long index) {
        return used(OPEN.key().payer(), OPEN.key().nonce(), index);
    }

    static TokenLog transfer(String from, String to, long value, long index) {
        return log(
                index, "0x" + String.format("%064x", value), TokenLog.TRANSFER, Words.address(from), Words.address(to));
    }

    static TokenLog paid(long index) {
        return transfer(OPEN.key().payer(), OPEN.payTo(), 1_000, index);
    }

    private static TokenLog log(long index, String data, String... topics) {
        return new TokenLog(OPEN.key().asset(), List.of(topics), data, index);
    }

    ScriptedChain with(long block, TokenLog... logs) {
        transactions.add(new Transaction(hash(transactions.size()), block, true, true, List.of(logs)));
        return this;
    }

    static String hash(int transaction) {
        return "0x" + "ab".repeat(31) + String.format("%02x", transaction);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            asked.add(call.path("method").asText() + call.path("params"));
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
            answer.set("id", call.path("id"));
            answer.set("result", result(call));
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private JsonNode result(JsonNode call) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        JsonNode first = call.path("params").path(0);
        return switch (call.path("method").asText()) {
            case "eth_chainId" -> json.textNode(Words.hex(chainId));
            case "eth_blockNumber" -> json.textNode(Words.hex(head));
            case "eth_getBlockByNumber" -> {
                long number = Words.number(first.asText()).longValueExact();
                yield json.objectNode()
                        .put("hash", "0xb" + number)
                        .put("timestamp", Words.hex(GENESIS.getEpochSecond() + number));
            }
            case "eth_call" -> {
                long at = Words.number(call.path("params").path(1).asText()).longValueExact();
                boolean used = transactions.stream().anyMatch(t -> t.uses() && t.block() <= at);
                yield json.textNode(noToken ? "0x" : "0x" + "0".repeat(63) + (used ? "1" : "0"));
            }
            case "eth_getLogs" -> logs(first);
            case "eth_getTransactionReceipt" ->
                transactions.stream()
                        .filter(t -> t.hash().equals(first.asText()))
                        .findFirst()
                        .<JsonNode>map(this::receipt)
                        .orElseGet(json::nullNode);
            default -> json.nullNode();
        };
    }

    private ArrayNode logs(JsonNode filter) {
        long from = Words.number(filter.path("fromBlock").asText()).longValueExact();
        long to = Words.number(filter.path("toBlock").asText()).longValueExact();
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (Transaction t : transactions) {
            for (TokenLog log : t.logs()) {
                boolean named = log.topics().size() == 3
                        && filter.path("topics")
                                .path(0)
                                .toString()
                                .contains(log.topics().getFirst())
                        && filter.path("topics")
                                .path(2)
                                .asText()
                                .equals(log.topics().get(2));
                if (named && t.block() >= from && t.block() <= to) {
                    found.add(json(t, log));
                }
            }
        }
        return found;
    }

    private ObjectNode receipt(Transaction t) {
        ObjectNode receipt = JsonNodeFactory.instance
                .objectNode()
                .put("blockNumber", Words.hex(t.block()))
                .put("blockHash", reorganised ? "0xother" : "0xb" + t.block())
                .put("status", t.succeeded() ? "0x1" : "0x0");
        ArrayNode logs = receipt.putArray("logs");
        t.logs().forEach(log -> logs.add(json(t, log)));
        return receipt;
    }

    private static ObjectNode json(Transaction t, TokenLog log) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("address", log.address().toUpperCase(Locale.ROOT).replace("0X", "0x"))
                .put("data", log.data())
                .put("logIndex", Words.hex(log.index()))
                .put("transactionHash", t.hash());
        ArrayNode topics = json.putArray("topics");
        log.topics().forEach(topics::add);
        return json;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

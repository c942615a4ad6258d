package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.settlement.OpenSettlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The few questions to one endpoint, as values. */
final class Node {
    /** {@code authorizationState(address,bytes32)}, EIP-3009. */
    private static final String AUTHORIZATION_STATE = "0xe94a0102";

    private final JsonRpc rpc;

    Node(JsonRpc rpc) {
        this.rpc = rpc;
    }

    /** What an authorization is at a block. */
    enum State {
        UNUSED,
        USED,
        /** There is no such token. */
        NO_TOKEN
    }

    /** A transaction that was carried out. */
    record Receipt(long block, String blockHash, boolean succeeded, List<TokenLog> logs) {}

    /** Where a log of the authorization stands. */
    record Found(String transaction, boolean used) {}

    long chainId() throws RpcException, InterruptedException {
        return quantity(rpc.call("eth_chainId"));
    }

    long head() throws RpcException, InterruptedException {
        return quantity(rpc.call("eth_blockNumber"));
    }

    Block block(long number) throws RpcException, InterruptedException {
        JsonNode json = rpc.call("eth_getBlockByNumber", Words.hex(number), false);
        if (!json.isObject()) {
            throw new RpcException("a block is missing");
        }
        return new Block(number, json.path("hash").asText(), Instant.ofEpochSecond(quantity(json.path("timestamp"))));
    }

    State state(OpenSettlement.Key key, long block) throws RpcException, InterruptedException {
        String data = AUTHORIZATION_STATE + Words.digits(Words.address(key.payer())) + Words.digits(key.nonce());
        String word = rpc.call("eth_call", Map.of("to", key.asset(), "data", data), Words.hex(block))
                .asText();
        if (word.equals("0x")) {
            return State.NO_TOKEN;
        }
        if (!word.matches("0x0{63}[01]")) {
            throw new RpcException("authorizationState is answered with something else");
        }
        return word.endsWith("1") ? State.USED : State.UNUSED;
    }

    /** The log that used or cancelled the authorization, within these blocks. */
    Optional<Found> find(OpenSettlement.Key key, long from, long to) throws RpcException, InterruptedException {
        JsonNode logs = rpc.call(
                "eth_getLogs",
                Map.of(
                        "address", key.asset(),
                        "fromBlock", Words.hex(from),
                        "toBlock", Words.hex(to),
                        "topics",
                                List.of(
                                        List.of(TokenLog.USED, TokenLog.CANCELED),
                                        Words.address(key.payer()),
                                        key.nonce())));
        for (JsonNode log : logs) {
            TokenLog read = log(log);
            if (!log.path("removed").asBoolean(false)) {
                return Optional.of(new Found(log.path("transactionHash").asText(), read.isUse()));
            }
        }
        return Optional.empty();
    }

    @Nullable
    Receipt receipt(String transaction) throws RpcException, InterruptedException {
        JsonNode json = rpc.call("eth_getTransactionReceipt", transaction);
        if (!json.isObject()) {
            return null;
        }
        List<TokenLog> logs = new ArrayList<>();
        for (JsonNode log : json.path("logs")) {
            logs.add(log(log));
        }
        return new Receipt(
                quantity(json.path("blockNumber")),
                json.path("blockHash").asText(),
                json.path("status").asText().equals("0x1"),
                logs);
    }

    private static TokenLog log(JsonNode json) throws RpcException {
        try {
            return TokenLog.read(json);
        } catch (ArithmeticException | NumberFormatException odd) {
            throw new RpcException("a log cannot be read");
        }
    }

    private static long quantity(JsonNode json) throws RpcException {
        try {
            return Words.number(json.asText()).longValueExact();
        } catch (ArithmeticException | NumberFormatException odd) {
            throw new RpcException("a number cannot be read");
        }
    }
}

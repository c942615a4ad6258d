package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.pay.TokenBook.Move;
import io.offerflow.dev.pay.TokenBook.Token;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.web3j.utils.Numeric;

/**
 * The token book as a chain: the few JSON-RPC questions that find an EIP-3009 authorization. A block comes each second; what is moved within
 * it stands in the next one. There is nothing to send transactions to.
 */
final class EmbeddedChain {
    private static final String USED = topic("AuthorizationUsed(address,bytes32)");
    private static final String TRANSFER = topic("Transfer(address,address,uint256)");
    private static final String AUTHORIZATION_STATE =
            topic("authorizationState(address,bytes32)").substring(0, 10);
    private static final int ADDRESS_AT = 10 + 24;
    private static final int NONCE_AT = 10 + 64;
    private static final int METHOD_NOT_FOUND = -32601;

    private final TokenBook book;
    private final InstantSource clock;
    private final long genesis;

    EmbeddedChain(TokenBook book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
        this.genesis = clock.instant().getEpochSecond();
    }

    /** The block that what is moved now will stand in. */
    long nextBlock() {
        return head() + 1;
    }

    /** The answer to one call; unknown methods and tokens get a JSON-RPC error or the chain's own nothing. */
    ObjectNode answer(String network, JsonNode call) {
        ObjectNode answer = object().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        JsonNode params = call.path("params");
        JsonNode first = params.path(0);
        return switch (call.path("method").asText()) {
            case "eth_chainId" ->
                answer.put(
                        "result", "0x" + Networks.chainId(network).orElseThrow().toString(16));
            case "eth_blockNumber" -> answer.put("result", hex(head()));
            case "eth_getBlockByNumber" -> answer.set("result", block(first.asText()));
            case "eth_call" ->
                answer.put("result", state(network, first, params.path(1).asText()));
            case "eth_getLogs" -> answer.set("result", logs(network, first));
            case "eth_getTransactionReceipt" -> answer.set("result", receipt(network, first.asText()));
            default ->
                answer.set(
                        "error",
                        object().put("code", METHOD_NOT_FOUND).put("message", "this chain answers questions only"));
        };
    }

    private long head() {
        return clock.instant().getEpochSecond() - genesis;
    }

    private JsonNode block(String tag) {
        long number = number(tag);
        return number > head()
                ? JsonNodeFactory.instance.nullNode()
                : object().put("number", hex(number)).put("hash", hash(number)).put("timestamp", hex(genesis + number));
    }

    private String state(String network, JsonNode call, String tag) {
        Token token = new Token(network, call.path("to").asText());
        String data = call.path("data").asText();
        if (!book.exists(token) || !data.startsWith(AUTHORIZATION_STATE) || data.length() != NONCE_AT + 64) {
            return "0x";
        }
        String payer = "0x" + data.substring(ADDRESS_AT, NONCE_AT);
        String nonce = "0x" + data.substring(NONCE_AT);
        long at = Math.min(number(tag), head());
        boolean used = moves(
                        network,
                        move -> move.token().equals(token)
                                && move.block() <= at
                                && move.transfer().from().equalsIgnoreCase(payer)
                                && move.transfer().nonce().equalsIgnoreCase(nonce))
                .stream()
                .findAny()
                .isPresent();
        return "0x" + "0".repeat(63) + (used ? "1" : "0");
    }

    private ArrayNode logs(String network, JsonNode filter) {
        long from = number(filter.path("fromBlock").asText());
        long to = number(filter.path("toBlock").asText());
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        moves(network, move -> move.block() >= from && move.block() <= to)
                .forEach(move -> logs(move).forEach(log -> {
                    if (matches(filter, log)) {
                        found.add(log);
                    }
                }));
        return found;
    }

    private static boolean matches(JsonNode filter, JsonNode log) {
        boolean address = log.path("address")
                .asText()
                .equalsIgnoreCase(filter.path("address").asText());
        for (int i = 0; i < filter.path("topics").size(); i++) {
            JsonNode wanted = filter.path("topics").path(i);
            String topic = log.path("topics").path(i).asText();
            List<JsonNode> any = new ArrayList<>();
            (wanted.isArray() ? wanted : List.of(wanted)).forEach(any::add);
            address &= any.stream().anyMatch(one -> one.asText().equalsIgnoreCase(topic));
        }
        return address;
    }

    private JsonNode receipt(String network, String transaction) {
        return moves(network, move -> move.transaction().equalsIgnoreCase(transaction)).stream()
                .findFirst()
                .<JsonNode>map(move -> {
                    ObjectNode receipt = object().put("transactionHash", move.transaction())
                            .put("blockNumber", hex(move.block()))
                            .put("blockHash", hash(move.block()))
                            .put("status", "0x1");
                    receipt.set("logs", logs(move));
                    return receipt;
                })
                .orElseGet(JsonNodeFactory.instance::nullNode);
    }

    /** As USDC writes them: the use, then its transfer. */
    private static ArrayNode logs(Move move) {
        Authorization transfer = move.transfer();
        ArrayNode logs = JsonNodeFactory.instance.arrayNode();
        ObjectNode use = log(move, 0).put("data", "0x");
        use.putArray("topics").add(USED).add(word(transfer.from())).add(transfer.nonce());
        ObjectNode money = log(move, 1).put("data", Numeric.toHexString(Abi.uint256(transfer.value())));
        money.putArray("topics").add(TRANSFER).add(word(transfer.from())).add(word(transfer.to()));
        return logs.add(use).add(money);
    }

    private static ObjectNode log(Move move, long index) {
        return object().put("address", move.token().asset())
                .put("transactionHash", move.transaction())
                .put("blockNumber", hex(move.block()))
                .put("blockHash", hash(move.block()))
                .put("logIndex", hex(index))
                .put("removed", false);
    }

    /** Those in blocks that are there. */
    private List<Move> moves(String network, Predicate<Move> wanted) {
        long head = head();
        return book.moves().stream()
                .filter(move -> move.token().network().equals(network) && move.block() <= head)
                .filter(wanted)
                .toList();
    }

    private static String topic(String signature) {
        return Numeric.toHexString(Abi.keccak(signature));
    }

    private static String word(String address) {
        return Numeric.toHexString(Abi.address(address.toLowerCase(Locale.ROOT)));
    }

    private static String hash(long block) {
        return Numeric.toHexString(Abi.keccak("block " + block));
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    /** A block that is no number counts as far away. */
    private static long number(String hex) {
        return hex.matches("0x[0-9a-fA-F]{1,15}")
                ? new BigInteger(hex.substring(2), 16).longValueExact()
                : Long.MAX_VALUE;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

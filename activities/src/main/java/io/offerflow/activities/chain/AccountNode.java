package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.EventLog;
import io.offerflow.workflows.chain.Receipt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The questions of an account to one endpoint, as values. */
final class AccountNode {
    /** A registration has four logs and one for each metadata entry. */
    private static final int MAX_LOGS = 32;

    private static final int TOPICS = 4;

    private final JsonRpc rpc;
    private final BigInteger head;

    /** @param head number of its newest block when it was asked for it; what is read of the account is read there */
    AccountNode(JsonRpc rpc, BigInteger head) {
        this.rpc = rpc;
        this.head = head;
    }

    /** The same node as of the block that has this depth, its own and the head counted. */
    AccountNode at(BigInteger depth) {
        return new AccountNode(rpc, head.subtract(depth).add(BigInteger.ONE).max(BigInteger.ZERO));
    }

    BigInteger head() {
        return head;
    }

    String host() {
        return rpc.host();
    }

    BigInteger nonce(String address, BigInteger block) throws RpcException, InterruptedException {
        return number(rpc.call("eth_getTransactionCount", address, hex(block)));
    }

    BigInteger balance(String address) throws RpcException, InterruptedException {
        return number(rpc.call("eth_getBalance", address, hex(head)));
    }

    boolean hasCode(String contract, BigInteger block) throws RpcException, InterruptedException {
        return rpc.call("eth_getCode", contract, hex(block)).asText("0x").length() > 2;
    }

    JsonNode feeHistory(int blocks, int percentile) throws RpcException, InterruptedException {
        return rpc.call("eth_feeHistory", "0x" + Integer.toHexString(blocks), hex(head), List.of(percentile));
    }

    BigInteger suggestedTip() throws RpcException, InterruptedException {
        return number(rpc.call("eth_maxPriorityFeePerGas"));
    }

    String call(String from, Call call) throws RpcException, InterruptedException {
        return rpc.call("eth_call", transaction(from, call), hex(head)).asText();
    }

    BigInteger estimate(String from, Call call) throws RpcException, InterruptedException {
        return number(rpc.call("eth_estimateGas", transaction(from, call)));
    }

    private static Map<String, String> transaction(String from, Call call) {
        return Map.of("from", from, "to", call.to(), "data", call.data(), "value", hex(call.value()));
    }

    /** Empty where there is none, or where its block is not, or not yet, part of this node's chain. */
    Optional<Receipt> receipt(String hash) throws RpcException, InterruptedException {
        JsonNode json = rpc.call("eth_getTransactionReceipt", hash);
        if (!json.isObject()
                || !json.path("transactionHash").asText().equalsIgnoreCase(hash)
                || !json.hasNonNull("blockNumber")) {
            return Optional.empty();
        }
        BigInteger block = number(json.path("blockNumber"));
        String blockHash = json.path("blockHash").asText();
        if (block.compareTo(head) > 0 || !blockHash.equals(blockHash(block))) {
            return Optional.empty();
        }
        boolean success = number(json.path("status")).signum() > 0;
        String to = lower(json.path("to"));
        List<EventLog> logs = new ArrayList<>();
        for (JsonNode log : json.path("logs")) {
            if (lower(log.path("address")).equals(to) && logs.size() < MAX_LOGS) {
                logs.add(new EventLog(to, topics(log)));
            }
        }
        return Optional.of(new Receipt(hash, block, blockHash, success, number(json.path("gasUsed")), logs));
    }

    private static List<String> topics(JsonNode log) {
        List<String> topics = new ArrayList<>();
        for (JsonNode topic : log.path("topics")) {
            if (topics.size() < TOPICS) {
                topics.add(lower(topic));
            }
        }
        return topics;
    }

    private String blockHash(BigInteger block) throws RpcException, InterruptedException {
        return rpc.call("eth_getBlockByNumber", hex(block), false).path("hash").asText("none");
    }

    /** The transaction of an account in a block that has this nonce; empty where the block has none. */
    Optional<String> transaction(BigInteger block, String from, BigInteger nonce)
            throws RpcException, InterruptedException {
        JsonNode json = rpc.call("eth_getBlockByNumber", hex(block), true);
        for (JsonNode transaction : json.path("transactions")) {
            if (lower(transaction.path("from")).equals(from)
                    && number(transaction.path("nonce")).equals(nonce)) {
                return Optional.of(lower(transaction.path("hash")));
            }
        }
        return Optional.empty();
    }

    /** Ids of the tokens that came to an owner within these blocks, the newest first; a mint is a transfer from nobody. */
    List<BigInteger> received(String registry, String owner, BigInteger from, BigInteger to)
            throws RpcException, InterruptedException {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("address", registry);
        filter.put("fromBlock", hex(from));
        filter.put("toBlock", hex(to));
        List<String> topics = new ArrayList<>();
        topics.add(TokenLog.TRANSFER);
        topics.add(null);
        topics.add(Words.address(owner));
        filter.put("topics", topics);
        List<BigInteger> ids = new ArrayList<>();
        for (JsonNode log : rpc.call("eth_getLogs", filter)) {
            boolean ours = lower(log.path("address")).equals(registry.toLowerCase(Locale.ROOT))
                    && log.path("topics").size() == TOPICS
                    && !log.path("removed").asBoolean(false);
            if (ours) {
                ids.addFirst(number(log.path("topics").path(TOPICS - 1)));
            }
        }
        return ids;
    }

    static BigInteger number(JsonNode json) throws RpcException {
        try {
            return Words.number(json.asText());
        } catch (NumberFormatException odd) {
            throw new RpcException("a number cannot be read");
        }
    }

    private static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    private static String hex(BigInteger number) {
        return "0x" + number.toString(16);
    }
}

package io.offerflow.dev.fault.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigInteger;

/** A node that is some blocks behind the chain. */
final class LaggingNode {
    private static final int UNKNOWN_BLOCK = -32_000;

    private final BigInteger behind;

    LaggingNode(long behind) {
        this.behind = BigInteger.valueOf(behind);
    }

    JsonNode answer(RpcCall call) throws IOException, InterruptedException {
        BigInteger head =
                RpcCall.number(call.ask("eth_blockNumber")).subtract(behind).max(BigInteger.ZERO);
        return switch (call.method()) {
            case "eth_blockNumber" -> call.result(head);
            case "eth_getTransactionCount", "eth_getBalance", "eth_getCode", "eth_call", "eth_estimateGas" ->
                state(call, 1, head);
            case "eth_feeHistory" -> state(call, 1, head);
            case "eth_getBlockByNumber" ->
                above(call.parameter(0), head)
                        ? call.result(NullNode.getInstance())
                        : at(call, 0, head).pass();
            case "eth_getTransactionReceipt" -> known(call, head);
            default -> call.pass();
        };
    }

    private static JsonNode state(RpcCall call, int index, BigInteger head) throws IOException, InterruptedException {
        return above(call.parameter(index), head)
                ? call.error(UNKNOWN_BLOCK, "header not found")
                : at(call, index, head).pass();
    }

    /** Tags, and no block at all, mean the newest that it knows. */
    private static RpcCall at(RpcCall call, int index, BigInteger head) {
        boolean numbered = call.parameter(index).asText().startsWith("0x");
        return numbered ? call : call.with(index, TextNode.valueOf(RpcCall.hex(head)));
    }

    private static boolean above(JsonNode block, BigInteger head) {
        return block.asText().startsWith("0x") && RpcCall.number(block).compareTo(head) > 0;
    }

    private static JsonNode known(RpcCall call, BigInteger head) throws IOException, InterruptedException {
        JsonNode answer = call.pass();
        JsonNode block = answer.path("result").path("blockNumber");
        return above(block, head) ? call.result(NullNode.getInstance()) : answer;
    }
}

package io.offerflow.dev.fault.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;

/** Rules for a proxy before an RPC endpoint. Each may be narrowed further, as to the n-th call. */
public final class RpcFaults {
    private static final String SEND = "eth_sendRawTransaction";
    private static final String COUNT = "eth_getTransactionCount";
    private static final String LOGS = "eth_getLogs";

    private RpcFaults() {}

    @FunctionalInterface
    interface Endpoint {
        JsonNode answer(RpcCall call) throws IOException, InterruptedException;
    }

    /** The endpoint says that it serves this chain. */
    public static FaultRule chainId(long other) {
        return rule("eth_chainId", call -> call.result(BigInteger.valueOf(other)));
    }

    /** How many transactions an account has made is told wrong, at every block, by so many; never below 0. */
    public static FaultRule nonces(long by) {
        return rule(COUNT, call -> {
            BigInteger count = RpcCall.number(call.pass().path("result"));
            return call.result(count.add(BigInteger.valueOf(by)).max(BigInteger.ZERO));
        });
    }

    /** The endpoint knows nothing of the newest blocks, nor of what is in them. What is sent reaches the chain all the same. */
    public static FaultRule lagging(long blocks) {
        return rule("", new LaggingNode(blocks)::answer);
    }

    /**
     * A pool that replaces a transaction only by one whose both fees are higher by so much, as geth's does from 10 percent on; anvil's takes less.
     *
     * @param percent rounded up to a whole wei
     */
    public static FaultRule replacementRule(int percent) {
        return rule(SEND, new StrictPool(percent)::answer);
    }

    /** Logs are given for so many blocks and results of one question; beyond, the provider refuses in its own words. */
    public static FaultRule logLimit(long blocks, int results, LogLimit.Provider provider) {
        return rule(LOGS, new LogLimit(blocks, results, provider)::answer);
    }

    /** The node never hears of the call. */
    public static FaultRule error(String method, int code, String message) {
        return rule(method, call -> call.error(code, message));
    }

    /** The node does what is asked, and the endpoint says that it failed. */
    public static FaultRule errorAfter(String method, int code, String message) {
        return rule(method, call -> {
            call.pass();
            return call.error(code, message);
        });
    }

    /** The node knows nothing of what is asked for: a JSON null. */
    public static FaultRule nothing(String method) {
        return rule(method, call -> call.result(NullNode.getInstance()));
    }

    /** Status 429 with an error in the body, as of providers that count compute units. */
    public static FaultRule tooManyRequests(String method) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .set(
                        "error",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("code", 429)
                                .put("message", "Your app has exceeded its compute units per second capacity"))
                .toString();
        return FaultRule.on("POST", "/**", new Fault.Status(429, Map.of("Retry-After", "1"), body))
                .containing(method);
    }

    private static FaultRule rule(String method, Endpoint endpoint) {
        Fault scripted = new Fault.Scripted((body, server) -> new Fault.Status(
                200, Map.of(), endpoint.answer(RpcCall.read(body, server)).toString()));
        return FaultRule.on("POST", "/**", scripted)
                .containing(method.isEmpty() ? "" : TextNode.valueOf(method).toString());
    }
}

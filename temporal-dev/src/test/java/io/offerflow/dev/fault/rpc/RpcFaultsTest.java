package io.offerflow.dev.fault.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.transaction.DynamicFeeTransaction;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A node at block 100 whose account has made 2 transactions, that gives one log for each block and mines nothing. */
class RpcFaultsTest {
    private static final PrivateKey KEY =
            PrivateKey.of(HexFormat.of().parseHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"));

    private final List<String> heard = new ArrayList<>();
    private boolean mined;

    private Fault.Status node(String body) throws IOException {
        JsonNode call = Json.mapper().readTree(body);
        String method = call.path("method").asText();
        heard.add(method + call.path("params"));
        ObjectNode answer = Json.mapper().createObjectNode();
        switch (method) {
            case "eth_blockNumber" -> answer.put("result", "0x64");
            case "eth_getTransactionCount" -> answer.put("result", "0x2");
            case "eth_getTransactionByHash" -> answer.putObject("result").put("blockNumber", mined ? "0x64" : null);
            case "eth_getTransactionReceipt" -> answer.putObject("result").put("blockNumber", "0x62");
            case "eth_getLogs" -> logs(call.at("/params/0"), answer.putArray("result"));
            default -> answer.put("result", "0xabc");
        }
        return new Fault.Status(200, Map.of(), answer.toString());
    }

    private static void logs(JsonNode filter, ArrayNode found) {
        long last = Long.decode(filter.path("toBlock").asText());
        for (long block = Long.decode(filter.path("fromBlock").asText()); block <= last; block++) {
            found.addObject();
        }
    }

    private JsonNode ask(FaultRule rule, String method, Object... parameters) throws Exception {
        ObjectNode call = Json.mapper().createObjectNode().put("id", 7).put("method", method);
        call.set("params", Json.mapper().valueToTree(parameters));
        assertThat(call.toString()).contains(rule.containing());
        Fault.Scripted scripted = (Fault.Scripted) rule.fault();
        return Json.mapper()
                .readTree(scripted.script().answer(call.toString(), this::node).body());
    }

    private static String transaction(long tip, long cap) {
        DynamicFeeTransaction plain = new DynamicFeeTransaction(
                31_337,
                BigInteger.ONE,
                BigInteger.valueOf(tip),
                BigInteger.valueOf(cap),
                BigInteger.TEN,
                Address.parse("0x8004A169FB4a3325136EB29fA0ceB6D2e539a432"),
                BigInteger.ZERO,
                new byte[0]);
        return plain.signed(KEY.sign(plain.digest()));
    }

    @Test
    void numbersAreToldWrong() throws Exception {
        JsonNode told = ask(RpcFaults.chainId(1), "eth_chainId");
        assertThat(told.path("result").asText()).isEqualTo("0x1");
        assertThat(told.path("id").asInt()).isEqualTo(7);
        assertThat(ask(RpcFaults.nonces(3), "eth_getTransactionCount", "0x", "latest")
                        .path("result")
                        .asText())
                .isEqualTo("0x5");
        assertThat(ask(RpcFaults.nonces(-3), "eth_getTransactionCount", "0x", "latest")
                        .path("result")
                        .asText())
                .isEqualTo("0x0");
    }

    @ParameterizedTest
    @CsvSource({"110, 1100, true", "109, 1100, false", "110, 1099, false", "200, 1000, false"})
    void onlyATenthMoreOnBothFeesReplaces(long tip, long cap, boolean taken) throws Exception {
        FaultRule rule = RpcFaults.replacementRule(10);
        assertThat(ask(rule, "eth_sendRawTransaction", transaction(100, 1_000)).has("result"))
                .isTrue();
        JsonNode second = ask(rule, "eth_sendRawTransaction", transaction(tip, cap));
        assertThat(second.has("result")).isEqualTo(taken);
        assertThat(second.at("/error/message").asText()).isEqualTo(taken ? "" : "replacement transaction underpriced");
    }

    @Test
    void feesSoSmallThatATenthIsNothingMustRiseAllTheSame() throws Exception {
        FaultRule rule = RpcFaults.replacementRule(10);
        ask(rule, "eth_sendRawTransaction", transaction(0, 1));
        assertThat(ask(rule, "eth_sendRawTransaction", transaction(0, 2)).has("error"))
                .isTrue();
        assertThat(ask(rule, "eth_sendRawTransaction", transaction(1, 2)).has("result"))
                .isTrue();
    }

    @Test
    void theSameBytesAreKnownAndWhatIsMinedIsTheNodesOwnMatter() throws Exception {
        FaultRule rule = RpcFaults.replacementRule(10);
        ask(rule, "eth_sendRawTransaction", transaction(1, 9));
        assertThat(ask(rule, "eth_sendRawTransaction", transaction(1, 9))
                        .at("/error/message")
                        .asText())
                .isEqualTo("already known");
        mined = true;
        assertThat(ask(rule, "eth_sendRawTransaction", transaction(1, 8)).has("result"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void logsAreLimitedByBlocksAndByResults(LogLimit.Provider provider) throws Exception {
        FaultRule byBlocks = RpcFaults.logLimit(10, 100, provider);
        assertThat(ask(byBlocks, "eth_getLogs", Map.of("fromBlock", "0x1", "toBlock", "0xa"))
                        .path("result"))
                .hasSize(10);
        assertThat(ask(byBlocks, "eth_getLogs", Map.of("fromBlock", "0x1", "toBlock", "0xb"))
                        .at("/error/code")
                        .asInt())
                .isNegative();
        assertThat(ask(byBlocks, "eth_getLogs", Map.of("fromBlock", "0x1", "toBlock", "latest"))
                        .has("error"))
                .isTrue();
        FaultRule byResults = RpcFaults.logLimit(10, 5, provider);
        assertThat(ask(byResults, "eth_getLogs", Map.of("fromBlock", "0x1", "toBlock", "0x6"))
                        .has("error"))
                .isTrue();
    }

    @Test
    void aNodeThatLagsKnowsNothingOfTheNewestBlocks() throws Exception {
        FaultRule rule = RpcFaults.lagging(3);
        assertThat(ask(rule, "eth_blockNumber").path("result").asText()).isEqualTo("0x61");
        assertThat(ask(rule, "eth_getBalance", "0x", "0x62")
                        .at("/error/message")
                        .asText())
                .isEqualTo("header not found");
        assertThat(ask(rule, "eth_getTransactionReceipt", "0x").path("result").isNull())
                .isTrue();
        assertThat(ask(rule, "eth_getBlockByNumber", "0x62", false)
                        .path("result")
                        .isNull())
                .isTrue();
        ask(rule, "eth_estimateGas", Map.of());
        ask(rule, "eth_getTransactionCount", "0x", "latest");
        assertThat(heard).contains("eth_estimateGas[{},\"0x61\"]", "eth_getTransactionCount[\"0x\",\"0x61\"]");
    }

    @Test
    void anErrorComesInsteadOfTheCallOrAfterIt() throws Exception {
        assertThat(ask(RpcFaults.error("eth_call", -32_603, "no"), "eth_call")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32_603);
        assertThat(heard).isEmpty();
        ask(RpcFaults.errorAfter("eth_call", -32_603, "no"), "eth_call");
        assertThat(heard).hasSize(1);
        assertThat(ask(RpcFaults.nothing("eth_call"), "eth_call").path("result").isNull())
                .isTrue();
    }
}

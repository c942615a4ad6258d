package io.offerflow.dev.fault.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;

/** A provider's limits of one {@code eth_getLogs}. */
public final class LogLimit {
    private final long blocks;
    private final int results;
    private final Provider provider;

    LogLimit(long blocks, int results, Provider provider) {
        this.blocks = blocks;
        this.results = results;
        this.provider = provider;
    }

    /** In whose words a question that is too large is refused. Some have one text for both limits, some have two. */
    public enum Provider {
        INFURA(-32_602, "range %d exceeds limit of %d", -32_005, "query returned more than %d results"),
        ALCHEMY(
                -32_602,
                "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range",
                -32_602,
                "Log response size exceeded. You can request any block range with a cap of 10K logs in the response"),
        ERIGON(-32_005, "block range too large, max range: %2$d", -32_005, "query returned more than %d results"),
        QUICKNODE(-32_614, "eth_getLogs is limited to a %2$d range", -32_000, "query returned more than %d results");

        private final int rangeCode;
        private final String range;
        private final int resultsCode;
        private final String results;

        Provider(int rangeCode, String range, int resultsCode, String results) {
            this.rangeCode = rangeCode;
            this.range = range;
            this.resultsCode = resultsCode;
            this.results = results;
        }
    }

    JsonNode answer(RpcCall call) throws IOException, InterruptedException {
        BigInteger from = block(call, "fromBlock");
        long wanted = block(call, "toBlock").subtract(from).longValueExact() + 1;
        if (wanted > blocks) {
            return call.error(provider.rangeCode, provider.range.formatted(wanted, blocks));
        }
        JsonNode answer = call.pass();
        return answer.path("result").size() > results
                ? call.error(provider.resultsCode, provider.results.formatted(results))
                : answer;
    }

    private static BigInteger block(RpcCall call, String field) throws IOException, InterruptedException {
        JsonNode named = call.parameter(0).path(field);
        return RpcCall.number(named.asText().startsWith("0x") ? named : call.ask("eth_blockNumber"));
    }
}

package io.offerflow.flows.money;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.dev.pay.TokenTransfer;
import io.offerflow.dev.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** anvil with a real EIP-3009 token and the facilitator of the official packages; what moved is read from the chain's logs. */
final class AnvilChain implements TokenChain {
    private static final Path OFFICIAL = Path.of("official").toAbsolutePath();
    private static final String RICH_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private static final String PLENTY = "1000000000";
    private static final String AUTHORIZATION_USED =
            "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private final ServerProcess process;
    private final MovableClock clock;
    private final JsonNode parts;
    private final HttpClient http = HttpClient.newHttpClient();

    private AnvilChain(ServerProcess process, JsonNode parts, MovableClock clock) {
        this.process = process;
        this.parts = parts;
        this.clock = clock;
    }

    /** Why there can be none on this machine; empty when there can. */
    static Optional<String> absence() {
        return Files.isDirectory(OFFICIAL.resolve("node_modules"))
                ? Optional.empty()
                : Optional.of("the official packages are not installed (npm ci in flows/official)");
    }

    static AnvilChain start(Path folder, MovableClock clock) throws IOException, InterruptedException {
        List<String> command =
                List.of("node", OFFICIAL.resolve("facilitator.mjs").toString(), "--fund", PLENTY);
        ServerProcess process = ServerProcess.start("facilitator", command, folder, Map.of());
        Path told = folder.resolve("facilitator.log");
        process.await(() -> parts(told).has("facilitator"), Duration.ofMinutes(1));
        return new AnvilChain(process, parts(told), clock);
    }

    /** One line of JSON, once everything works. */
    private static JsonNode parts(Path told) {
        try {
            for (String line : Files.readAllLines(told)) {
                if (line.startsWith("{")) {
                    return Json.mapper().readTree(line);
                }
            }
            return Json.mapper().missingNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI facilitator() {
        return URI.create(parts.path("facilitator").asText());
    }

    @Override
    public String richKey() {
        return RICH_KEY;
    }

    @Override
    public List<TokenTransfer> transfers() throws IOException, InterruptedException {
        Map<String, JsonNode> used = new HashMap<>();
        logs(AUTHORIZATION_USED)
                .forEach(log -> used.put(log.path("transactionHash").asText(), log));
        List<TokenTransfer> transfers = new ArrayList<>();
        for (JsonNode log : logs(TRANSFER)) {
            String transaction = log.path("transactionHash").asText();
            JsonNode authorization = used.get(transaction);
            if (authorization != null) {
                transfers.add(new TokenTransfer(
                        NETWORK,
                        log.path("address").asText(),
                        address(log.at("/topics/1")),
                        address(log.at("/topics/2")),
                        new BigInteger(log.path("data").asText().substring(2), 16),
                        authorization.at("/topics/2").asText(),
                        transaction));
            }
        }
        return transfers;
    }

    private static String address(JsonNode word) {
        return "0x" + word.asText().substring(26);
    }

    private JsonNode logs(String topic) throws IOException, InterruptedException {
        return call(
                "eth_getLogs",
                "[{\"fromBlock\":\"0x0\",\"toBlock\":\"latest\",\"address\":\"%s\",\"topics\":[\"%s\"]}]"
                        .formatted(USDC, topic));
    }

    @Override
    public void forward(Duration time) throws IOException, InterruptedException {
        clock.forward(time);
        call("evm_increaseTime", "[" + time.toSeconds() + "]");
        call("evm_mine", "[]");
    }

    private JsonNode call(String method, String parameters) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(parts.path("rpc").asText()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, parameters)))
                .build();
        JsonNode answer = Json.mapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
        if (!answer.has("result")) {
            throw new IOException(method + ": " + answer);
        }
        return answer.path("result");
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            process.stop(Duration.ofSeconds(10));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

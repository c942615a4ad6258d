package io.offerflow.flows.chain;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.dev.process.ServerProcess;
import java.io.File;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A chain of its own with the identity registry on it; the test says when blocks come. */
public final class Anvil {
    private static final Path REGISTRY = Path.of("contracts/IdentityRegistry.json");
    private static final Pattern LISTENS = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess process;
    private final URI rpc;
    public final String rich;
    public final String registry;

    private Anvil(ServerProcess process, URI rpc) {
        this.process = process;
        this.rpc = rpc;
        rich = call("eth_accounts").path(0).asText();
        try {
            String bytecode = Json.mapper()
                    .readTree(Files.readString(REGISTRY))
                    .path("bytecode")
                    .asText();
            registry = receipt(send(Map.of("from", rich, "data", bytecode)))
                    .path("contractAddress")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        blocksEvery(1);
    }

    /** The program; empty where this machine has none. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "anvil"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Anvil start(Path folder) throws IOException, InterruptedException {
        return start(folder, 31_337);
    }

    public static Anvil start(Path folder, long chainId) throws IOException, InterruptedException {
        List<String> command = List.of(
                program().orElseThrow().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--chain-id",
                String.valueOf(chainId));
        ServerProcess process = ServerProcess.start("anvil", command, folder, Map.of());
        process.await(() -> LISTENS.matcher(process.tail()).find(), Duration.ofMinutes(1));
        Matcher port = LISTENS.matcher(process.tail());
        if (!port.find()) {
            throw new IllegalStateException("anvil does not say where it listens");
        }
        return new Anvil(process, URI.create("http://127.0.0.1:" + port.group(1)));
    }

    public URI rpc() {
        return rpc;
    }

    /** 0 for no blocks but those of {@link #mine}. */
    public void blocksEvery(int seconds) {
        call("evm_setIntervalMining", seconds);
    }

    public void mine(int blocks) {
        call("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    public void fund(String address, BigInteger wei) {
        call("anvil_setBalance", address, "0x" + wei.toString(16));
    }

    /** As if somebody else had the key, too. */
    public String sendAs(String address, String to, String data) {
        call("anvil_impersonateAccount", address);
        String hash = send(Map.of("from", address, "to", to, "data", data));
        call("anvil_stopImpersonatingAccount", address);
        return hash;
    }

    public String send(Map<String, String> transaction) {
        return call("eth_sendTransaction", transaction).asText();
    }

    public JsonNode receipt(String hash) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> call("eth_getTransactionReceipt", hash).isObject());
        return call("eth_getTransactionReceipt", hash);
    }

    /** How many registrations this account ever got. */
    public int mints(String owner) {
        ObjectNode filter = Json.mapper()
                .createObjectNode()
                .put("address", registry)
                .put("fromBlock", "0x0")
                .put("toBlock", "latest");
        filter.putArray("topics")
                .add(TRANSFER)
                .add("0x" + "0".repeat(64))
                .add("0x" + "0".repeat(24) + owner.substring(2));
        return call("eth_getLogs", filter).size();
    }

    public long nonce(String address) {
        return Long.decode(call("eth_getTransactionCount", address, "latest").asText());
    }

    public JsonNode call(String method, Object... parameters) {
        ObjectNode question = Json.mapper()
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method);
        question.set("params", Json.mapper().valueToTree(parameters));
        HttpRequest request = HttpRequest.newBuilder(rpc)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question.toString()))
                .build();
        try {
            JsonNode answer = Json.mapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new IllegalStateException(method + ": " + answer.path("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void stop() throws InterruptedException {
        http.close();
        process.kill();
    }
}

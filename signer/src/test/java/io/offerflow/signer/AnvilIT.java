package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real chain takes what the signer signs. Needs anvil on the path; without it, it says so. */
class AnvilIT {
    private static final long CHAIN = 31_337;
    private static final String FRIEND = "0x2222222222222222222222222222222222222222";
    private static final Pattern LISTENS = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The contract that every chain has for recovering who signed. */
    private static final String ECRECOVER = "0x0000000000000000000000000000000000000001";

    private static final String POLICY =
            """
            messages: allow
            chains:
              31337:
                native: {perTransaction: "1000000000000000", perDay: "1000000000000000"}
                transactions: [{to: "%s"}]
              8453:
                tokens: {"%2$s": {perTransaction: "10000", perDay: "10000"}}
                typedData: [{name: USD Coin, verifyingContract: "%2$s", primaryTypes: [TransferWithAuthorization]}]
            """
                    .formatted(FRIEND, RunningSigner.USDC);

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void a_signed_transaction_is_mined_and_a_chain_recovers_the_signer_of_typed_data() throws Exception {
        Optional<Path> anvil = onPath("anvil");
        if (anvil.isEmpty()) {
            String absent = "left out: no anvil on the path";
            System.out.println("AnvilIT: " + absent);
            Assumptions.abort(absent);
        }
        Path log = home.resolve("anvil.log");
        Process chain = new ProcessBuilder(anvil.get().toString(), "--port", "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (RunningSigner signer = RunningSigner.start(home, POLICY)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> LISTENS.matcher(Files.readString(log)).find());
            Matcher port = LISTENS.matcher(Files.readString(log));
            assertThat(port.find()).isTrue();
            URI rpc = URI.create("http://127.0.0.1:" + port.group(1));
            mined(signer, rpc);
            recovered(signer, rpc);
        } finally {
            chain.destroy();
            assertThat(chain.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void mined(RunningSigner signer, URI rpc) throws Exception {
        call(rpc, "anvil_setBalance", "\"" + RunningSigner.ADDRESS + "\",\"0xde0b6b3a7640000\"");
        String body = JSON.createObjectNode()
                .put("chain_id", CHAIN)
                .put("to", FRIEND)
                .put(
                        "nonce",
                        call(rpc, "eth_getTransactionCount", "\"" + RunningSigner.ADDRESS + "\",\"latest\"")
                                .asText())
                .put("gas_limit", "21000")
                .put("max_fee_per_gas", "3000000000")
                .put("max_priority_fee_per_gas", "1000000000")
                .put("value", "12345")
                .toString();
        String signed = signer.sign("transaction", body)
                .json()
                .path("signed_transaction")
                .asText();
        String hash = call(rpc, "eth_sendRawTransaction", "\"" + signed + "\"").asText();
        await().atMost(Duration.ofSeconds(20)).until(() -> !call(rpc, "eth_getTransactionReceipt", "\"" + hash + "\"")
                .isNull());
        JsonNode receipt = call(rpc, "eth_getTransactionReceipt", "\"" + hash + "\"");
        assertThat(receipt.path("status").asText()).isEqualTo("0x1");
        assertThat(receipt.path("from").asText()).isEqualTo(RunningSigner.ADDRESS);
        assertThat(call(rpc, "eth_getBalance", "\"" + FRIEND + "\",\"latest\"").asText())
                .isEqualTo("0x3039");
    }

    private void recovered(RunningSigner signer, URI rpc) throws Exception {
        Requests.Vector vector = Requests.vector("USDC TransferWithAuthorization");
        String signature = signer.sign("typed-data", vector.body().toString())
                .json()
                .path("signature")
                .asText()
                .substring(2);
        String data = vector.digest() + "00".repeat(31) + signature.substring(128) + signature.substring(0, 128);
        JsonNode signedBy =
                call(rpc, "eth_call", "{\"to\":\"" + ECRECOVER + "\",\"data\":\"" + data + "\"},\"latest\"");
        assertThat(signedBy.asText()).isEqualTo("0x" + "00".repeat(12) + RunningSigner.ADDRESS.substring(2));
    }

    private JsonNode call(URI rpc, String method, String params) throws IOException, InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + params + "]}";
        HttpRequest request = HttpRequest.newBuilder(rpc)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode answer = JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer.path("result");
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

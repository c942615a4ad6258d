package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Preparation;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.Readiness;
import io.offerflow.workflows.chain.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry in which id 7 was minted in block 97. */
class IntentPreparationTest {
    private static final String REGISTRY = "0x8004a169fb4a3325136eb29fa0ceb6d2e539a432";
    private static final String OWNER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final long MINTED = 97;

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", IntentPreparationTest::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            ObjectNode answer = Json.mapper().createObjectNode();
            if (call.path("method").asText().equals("eth_getCode")) {
                answer.put("result", "0x6000");
            } else {
                long block = Long.decode(call.at("/params/1").asText());
                called(call.at("/params/0/data").asText(), block, answer);
            }
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void called(String data, long block, ObjectNode answer) {
        switch (data.substring(0, 10)) {
            case "0x0d8e6e2c" -> answer.put("result", text("2.0.0"));
            case "0x6352211e" -> {
                if (block >= MINTED) {
                    answer.put("result", "0x" + "0".repeat(24) + OWNER.substring(2));
                } else {
                    answer.putObject("error")
                            .put("code", 3)
                            .put("message", "execution reverted")
                            .put("data", "0x7e273289" + word(7));
                }
            }
            default -> answer.put("result", text("hi"));
        }
    }

    private static String text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        StringBuilder hex = new StringBuilder("0x").append(word(32)).append(word(bytes.length));
        for (byte one : bytes) {
            hex.append(String.format("%02x", one));
        }
        return hex.append("0".repeat(64 - 2 * bytes.length)).toString();
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private Readiness prepare(long head) throws RpcException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AccountNode node = new AccountNode(new JsonRpc(http, address), BigInteger.valueOf(head));
        Adoption adoption = new Adoption(List.of(BigInteger.valueOf(7)), List.of(), List.of());
        Intent intent = new Intent("a", "register a", Call.of(REGISTRY, "0x1aa3a008"), adoption, null);
        Preparation wanted = new Preparation(
                new Account(BigInteger.ONE, OWNER), intent, null, BigInteger.valueOf(1_000_000), BigInteger.valueOf(4));
        return new IntentPreparation(node, wanted, InstantSource.system()).prepare(Optional.of(BigInteger.ZERO));
    }

    @Test
    void whatAReorgMayStillTakeIsWaitedForAndNeitherAdoptedNorMintedAgain() throws Exception {
        assertThat(prepare(MINTED + 2))
                .isEqualTo(new Readiness.NotYet(Reason.NOT_READY, "id 7 was found, in a block that is not final"));
    }

    @Test
    void whatIsFinalIsAdopted() throws Exception {
        assertThat(prepare(MINTED + 3)).isInstanceOfSatisfying(Readiness.Found.class, found -> assertThat(
                        found.finding().agentId())
                .isEqualTo(7));
    }
}

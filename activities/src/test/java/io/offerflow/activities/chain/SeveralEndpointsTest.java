package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Preparation;
import io.offerflow.workflows.chain.AccountActivities.Sent;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainView;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.Readiness;
import io.offerflow.workflows.chain.Reason;
import io.offerflow.workflows.chain.SendAnswer;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An account behind endpoints of which some are dead, lag, contradict each other or serve another chain. */
class SeveralEndpointsTest {
    private static final Account ACCOUNT =
            new Account(BigInteger.valueOf(8_453), "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static final String DEAD = "http://127.0.0.1:9";

    private final List<Endpoint> endpoints = new ArrayList<>();
    private RpcAccountActivities activities;

    /** A node that answers what it is told to; its nonce is its head divided by 10. */
    private static final class Endpoint {
        private final HttpServer server;
        final List<String> asked = new CopyOnWriteArrayList<>();
        final Map<String, String> errors = new HashMap<>();
        String chain = "0x2105";
        final long head;

        Endpoint(long head) throws IOException {
            this.head = head;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.createContext("/", this::answer);
            server.start();
        }

        Endpoint refusing(String method, String text) {
            errors.put(method, text);
            return this;
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                JsonNode call = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
                String method = call.path("method").asText();
                asked.add(method);
                ObjectNode answer = Json.mapper().createObjectNode();
                if (errors.containsKey(method)) {
                    answer.putObject("error").put("code", -32_000).put("message", errors.get(method));
                } else if (method.equals("eth_feeHistory")) {
                    answer.putObject("result").putArray("baseFeePerGas").add("0x64");
                } else {
                    answer.put("result", result(method));
                }
                byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        private String result(String method) {
            return switch (method) {
                case "eth_chainId" -> chain;
                case "eth_blockNumber" -> Words.hex(head);
                case "eth_getTransactionCount" -> Words.hex(head / 10);
                case "eth_getCode" -> "0x60";
                case "eth_call" -> "0x";
                default -> "0x3e8";
            };
        }
    }

    private Endpoint endpoint(long head) throws IOException {
        Endpoint endpoint = new Endpoint(head);
        endpoints.add(endpoint);
        return endpoint;
    }

    private RpcAccountActivities behind(String... addresses) {
        Settings settings = Settings.of(Map.of(ChainSettings.RPC, "base=" + String.join(",", addresses)));
        stopAsking();
        activities = new RpcAccountActivities(
                ChainSettings.from(settings),
                AccountSettings.from(settings),
                new RpcAccountActivities.Shared(2_000, false),
                InstantSource.system());
        return activities;
    }

    @AfterEach
    void stop() {
        stopAsking();
        endpoints.forEach(endpoint -> endpoint.server.stop(0));
    }

    private void stopAsking() {
        if (activities != null) {
            activities.close();
        }
    }

    private static void fails(Runnable question, String type, boolean forGood) {
        assertThatExceptionOfType(ApplicationFailure.class)
                .isThrownBy(question::run)
                .satisfies(failure -> assertThat(failure.getType()).isEqualTo(type))
                .satisfies(failure -> assertThat(failure.isNonRetryable()).isEqualTo(forGood));
    }

    private static Preparation preparation() {
        Call call = Call.of("0x8004a169fb4a3325136eb29fa0ceb6d2e539a432", "0xf2c298be");
        return new Preparation(
                ACCOUNT, new Intent("a", "write", call, null, null), null, BigInteger.valueOf(900), BigInteger.TWO);
    }

    @Test
    void aLookIsThatOfTheHighestHeadAndOfItAlone() throws IOException {
        Endpoint lagging = endpoint(100);
        Endpoint newest = endpoint(200);
        ChainView.Head seen = behind(DEAD, lagging.address(), newest.address())
                .look(ACCOUNT, List.of())
                .view()
                .head();
        assertThat(seen.block()).isEqualTo(200);
        assertThat(seen.nonce()).isEqualTo(20);
        assertThat(lagging.asked).containsOnly("eth_chainId", "eth_blockNumber");
    }

    @Test
    void aNodeThatCannotFinishALookGivesNoPartOfIt() throws IOException {
        Endpoint newest = endpoint(200).refusing("eth_getBalance", "header not found");
        Endpoint behind = endpoint(190);
        ChainView.Head seen = behind(newest.address(), behind.address())
                .look(ACCOUNT, List.of())
                .view()
                .head();
        assertThat(seen.block()).isEqualTo(190);
        assertThat(seen.nonce()).isEqualTo(19);
    }

    @Test
    void anotherChainsHeightCountsForNothing() throws IOException {
        Endpoint other = endpoint(1_000_000);
        other.chain = "0x1";
        Endpoint right = endpoint(100);
        assertThat(behind(other.address(), right.address())
                        .look(ACCOUNT, List.of())
                        .view()
                        .head()
                        .block())
                .isEqualTo(100);
        assertThat(other.asked).containsOnly("eth_chainId");
    }

    @Test
    void onlyWhereEveryEndpointServesAnotherChainIsAPersonNeeded() throws IOException {
        Endpoint other = endpoint(100);
        other.chain = "0x1";
        fails(() -> behind(other.address()).look(ACCOUNT, List.of()), AccountActivities.WRONG_CHAIN, true);
        fails(() -> behind(other.address(), DEAD).prepare(preparation()), AccountActivities.CHAIN_UNAVAILABLE, false);
        fails(() -> behind(DEAD, DEAD).look(ACCOUNT, List.of()), AccountActivities.CHAIN_UNAVAILABLE, false);
        Account unset = new Account(BigInteger.ONE, ACCOUNT.address());
        fails(() -> behind(DEAD).look(unset, List.of()), AccountActivities.WRONG_CHAIN, true);
    }

    @Test
    void anIntentIsPreparedAtTheHighestHeadThatAnswers() throws IOException {
        Endpoint newest = endpoint(200).refusing("eth_estimateGas", "insufficient funds for gas * price + value");
        Endpoint lagging = endpoint(100);
        assertThat(behind(lagging.address(), newest.address()).prepare(preparation()))
                .isInstanceOfSatisfying(Readiness.NotYet.class, told -> assertThat(told.reason())
                        .isEqualTo(Reason.INSUFFICIENT_FUNDS));
        newest.refusing("eth_estimateGas", "internal error");
        assertThat(activities.prepare(preparation())).isInstanceOf(Readiness.Ready.class);
    }

    @Test
    void bytesGoToEveryEndpointOfTheChainAndTheBestAnswerCounts() throws IOException {
        Endpoint other = endpoint(100);
        other.chain = "0x1";
        Endpoint low = endpoint(100).refusing("eth_sendRawTransaction", "nonce too low");
        Endpoint taking = endpoint(90);
        Sent sent =
                behind(DEAD, other.address(), low.address(), taking.address()).send(ACCOUNT, "0x02");
        assertThat(sent.answer()).isEqualTo(SendAnswer.ACCEPTED);
        assertThat(low.asked).contains("eth_sendRawTransaction");
        assertThat(taking.asked).contains("eth_sendRawTransaction");
        assertThat(other.asked).doesNotContain("eth_sendRawTransaction");
    }

    @Test
    void aKnownNonceTellsMoreThanAnEndpointThatIsAway() throws IOException {
        Endpoint low = endpoint(100).refusing("eth_sendRawTransaction", "nonce too low");
        assertThat(behind(DEAD, low.address()).send(ACCOUNT, "0x02").answer()).isEqualTo(SendAnswer.NONCE_TOO_LOW);
    }

    @Test
    void bytesThatNobodyOfTheChainGotAreToldApartFromThoseThatMayHaveArrived() throws IOException {
        Endpoint other = endpoint(100);
        other.chain = "0x1";
        assertThat(behind(other.address()).send(ACCOUNT, "0x02").answer()).isEqualTo(SendAnswer.WRONG_CHAIN);
        assertThat(behind(other.address(), DEAD).send(ACCOUNT, "0x02").answer()).isEqualTo(SendAnswer.UNKNOWN);
    }
}

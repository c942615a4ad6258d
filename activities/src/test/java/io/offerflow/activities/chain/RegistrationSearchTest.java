package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.SearchCursor;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry at block 100,000 in which one owner has id 7 since block 60,000, behind a provider that limits ranges. */
class RegistrationSearchTest {
    private static final String REGISTRY = "0x8004a169fb4a3325136eb29fa0ceb6d2e539a432";
    private static final String OWNER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final long HEAD = 100_000;
    private static final long MINTED = 60_000;
    private static final String URI_TEXT = "hi";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;
    private int balance = 1;
    private long largestRange = 2_000;
    /** So many questions for logs get an error that says nothing, or the status of a gateway that does not wait. */
    private int refusals;
    /** Tokens that came and went before the one that stayed, one in a block. */
    private int passing;

    private int askedOwners;
    private int mostAskedOwners;

    private int refusalStatus = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            ObjectNode answer = Json.mapper().createObjectNode();
            int status = 200;
            boolean logs = call.path("method").asText().equals("eth_getLogs");
            if (logs && refusals > 0) {
                refusals--;
                status = refusalStatus;
                if (status == 200) {
                    answer.putObject("error").put("code", -32_603).put("message", "internal error");
                }
            } else if (logs) {
                logs(call.at("/params/0"), answer);
            } else {
                answer.put("result", called(call.at("/params/0/data").asText()));
            }
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void logs(JsonNode filter, ObjectNode answer) {
        long from = Long.decode(filter.path("fromBlock").asText());
        long to = Long.decode(filter.path("toBlock").asText());
        if (to - from + 1 > largestRange) {
            answer.putObject("error").put("code", -32_005).put("message", "block range is too large");
            return;
        }
        ranges.add(from + "-" + to);
        assertThat(filter.at("/topics/2").asText()).endsWith(OWNER.substring(2));
        ArrayNode found = answer.putArray("result");
        mostAskedOwners = Math.max(mostAskedOwners, askedOwners);
        askedOwners = 0;
        for (long block = Math.max(from, MINTED + 1); block <= Math.min(to, MINTED + passing); block++) {
            ArrayNode topics = found.addObject().put("address", REGISTRY).putArray("topics");
            topics.add(TokenLog.TRANSFER)
                    .add(word(0))
                    .add(filter.at("/topics/2").asText());
            topics.add(word(1_000_000 + block));
        }
        if (from <= MINTED && MINTED <= to) {
            ArrayNode topics = found.addObject().put("address", REGISTRY).putArray("topics");
            topics.add(TokenLog.TRANSFER)
                    .add(word(0))
                    .add(filter.at("/topics/2").asText());
            topics.add(word(7));
        }
    }

    private String called(String data) {
        return switch (data.substring(0, 10)) {
            case "0x70a08231" -> word(balance);
            case "0x6352211e" -> {
                askedOwners++;
                boolean ours = data.endsWith(word(7).substring(2)) || data.endsWith(word(10).substring(2));
                yield "0x" + "0".repeat(24) + (ours ? OWNER.substring(2) : "5".repeat(40));
            }
            default -> word(32) + word(2).substring(2) + "6869" + "0".repeat(60);
        };
    }

    private static String word(long number) {
        return "0x" + String.format("%064x", number);
    }

    private RegistrationSearch.Result search(
            Adoption adoption, @Nullable SearchCursor cursor, Instant now, Instant until)
            throws RpcException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AccountNode node = new AccountNode(new JsonRpc(http, address), BigInteger.valueOf(HEAD));
        return new RegistrationSearch(node, REGISTRY, InstantSource.fixed(now), until)
                .search(OWNER, adoption, cursor, Optional.of(BigInteger.TEN));
    }

    private RegistrationSearch.Result search(Adoption adoption) throws RpcException, InterruptedException {
        return search(adoption, null, Instant.EPOCH, Instant.MAX);
    }

    @Test
    void anOwnerOfNothingCostsNoLogs() throws Exception {
        balance = 0;
        largestRange = Long.MAX_VALUE;
        RegistrationSearch.Result result = search(Adoption.ofUri(URI_TEXT));
        assertThat(result.finding()).isNull();
        assertThat(result.more()).isNull();
        assertThat(ranges).isEmpty();
    }

    @Test
    void pagesShrinkToWhatTheProviderAllowsAndEndWithTheLastThatTheOwnerHas() throws Exception {
        RegistrationSearch.Result result = search(Adoption.ofUri(URI_TEXT));
        assertThat(result.finding()).isNotNull().satisfies(found -> assertThat(found.agentId())
                .isEqualTo(7));
        assertThat(ranges).first().isEqualTo("98751-100000");
        assertThat(ranges).last().isEqualTo("58751-60000");
    }

    @Test
    void aProviderWithoutALimitOfBlocksIsAskedOnce() throws Exception {
        largestRange = Long.MAX_VALUE;
        assertThat(search(Adoption.ofUri(URI_TEXT)).finding()).isNotNull();
        assertThat(ranges).containsExactly("10-100000");
    }

    @Test
    void aProviderThatWasOutOfOrderForAMomentIsNotAskedInSmallPiecesForEver() throws Exception {
        refusals = 12;
        assertThat(search(Adoption.ofUri(URI_TEXT)).finding()).isNotNull();
        assertThat(ranges).first().isEqualTo("99992-100000");
        assertThat(ranges).hasSizeLessThan(400);
    }

    @Test
    void manyTokensThatOthersSentDoNotMakeAPageLong() throws Exception {
        largestRange = Long.MAX_VALUE;
        passing = 300;
        assertThat(search(Adoption.ofUri(URI_TEXT)).finding())
                .isNotNull()
                .satisfies(found -> assertThat(found.agentId()).isEqualTo(7));
        assertThat(mostAskedOwners).isBetween(1, 50);
    }

    @Test
    void aGatewayThatDoesNotWaitIsAskedForLess() throws Exception {
        largestRange = Long.MAX_VALUE;
        refusals = 2;
        refusalStatus = 504;
        assertThat(search(Adoption.ofUri(URI_TEXT)).finding()).isNotNull();
        assertThat(ranges).first().isEqualTo("90001-100000");
    }

    @Test
    void aSearchGoesOnWhereItStopped() throws Exception {
        SearchCursor cursor = null;
        RegistrationSearch.Result result;
        int parts = 0;
        do {
            result = search(Adoption.ofUri(URI_TEXT), cursor, Instant.EPOCH, Instant.EPOCH);
            cursor = result.more();
            parts++;
        } while (cursor != null);
        assertThat(result.finding()).isNotNull();
        assertThat(ranges).doesNotHaveDuplicates();
        assertThat(parts).isGreaterThan(30);
    }

    @Test
    void anotherUriIsNotAdoptedAndAKnownIdIsWhoeverOwnsIt() throws Exception {
        assertThat(search(Adoption.ofUri("other")).finding()).isNull();
        Adoption known = new Adoption(List.of(BigInteger.TEN), List.of(), List.of());
        assertThat(search(known).finding()).isNotNull().satisfies(found -> assertThat(found.agentId())
                .isEqualTo(10));
    }
}

package io.offerflow.cluster.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Ref;
import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementClientTest {
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");
    private static final String ROW =
            """
            {"settlements":[{"id":"01","state":"%s","delivered":false,"network":"eip155:84532","asset":"0xa","amount":"1000",
            "transaction":"%s","updatedAt":"2026-01-01T00:00:00Z","payer":"0xb","nonce":"0xc","payTo":"0xd",
            "validBefore":1767225900,"namespace":"shop","name":"tea","uid":"u","detail":""}]}""";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + sent);
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private URI replica() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private SettlementClient client(URI... replicas) {
        return new SettlementClient(ReplicaSource.fixed(List.of(replicas)), () -> Optional.of("t0ken"));
    }

    private GateWord report(Outcome outcome, URI... replicas) throws Exception {
        try (SettlementClient client = client(replicas)) {
            return client.report("01", outcome);
        }
    }

    @Test
    void aListIsReadAsOpenSettlementsAndARowThatIsNoneHoldsUpNobody() throws Exception {
        body = ROW.formatted("unknown", "").replace("]}", ",{\"amount\":\"x\"}]}");
        try (SettlementClient client = client(replica())) {
            SettlementListing listing = client.unknown(replica(), "\"0\"", Duration.ofSeconds(25));

            OpenSettlement open = new OpenSettlement(
                    "01",
                    new OpenSettlement.Key("eip155:84532", "0xa", "0xb", "0xc"),
                    "0xd",
                    BigInteger.valueOf(1_000),
                    Instant.ofEpochSecond(1_767_225_900),
                    Instant.parse("2026-01-01T00:00:00Z"),
                    "",
                    new Ref("shop", "tea"),
                    "u");
            assertThat(listing).isEqualTo(new SettlementListing.Listed("\"1\"", List.of(open)));
            assertThat(requests.getFirst()).startsWith("GET /settlements?state=unknown&wait=25s null");
            assertThat(open.key().workflowId()).isEqualTo("settlement/eip155:84532/0xa/0xb/0xc");
        }
    }

    @Test
    void nothingNewAndNobodyThereAreValues() throws Exception {
        status = 304;
        try (SettlementClient client = client(replica())) {
            assertThat(client.unknown(replica(), "\"1\"", Duration.ZERO)).isEqualTo(new SettlementListing.Unchanged());
            assertThat(client.unknown(NOBODY, null, Duration.ZERO)).isInstanceOf(SettlementListing.Unreachable.class);
        }
    }

    @Test
    void anOutcomeGoesWithTheTokenToTheReplicaThatKnowsThePayment() throws Exception {
        body = ROW.formatted("settled", "0xfeed");
        GateWord word = report(Outcome.settled("0xfeed", "log:1", "seen"), NOBODY, replica());

        assertThat(word).isEqualTo(new GateWord.Stands("settled", "0xfeed"));
        assertThat(requests.getFirst())
                .startsWith("POST /settlements/01/outcome Bearer t0ken {")
                .contains("\"state\":\"settled\"", "\"transaction\":\"0xfeed\"", "\"credit\":\"log:1\"");
    }

    @Test
    void aConflictTellsWhatStands() throws Exception {
        status = 409;
        body = ROW.formatted("failed", "");
        assertThat(report(Outcome.of(Outcome.State.EXPIRED, ""), replica()))
                .isEqualTo(new GateWord.Stands("failed", ""));
        body = "{\"error\":\"this transaction credits another payment\",\"reason\":\"transaction_taken\"}";
        assertThat(report(Outcome.settled("0x1", "", ""), replica())).isEqualTo(new GateWord.TransactionTaken());
    }

    @Test
    void onlyWhenEveryReplicaAnswersIsAPaymentForgotten() throws Exception {
        status = 404;
        assertThat(report(Outcome.of(Outcome.State.FAILED, ""), replica())).isEqualTo(new GateWord.Forgotten());
        assertThatThrownBy(() -> report(Outcome.of(Outcome.State.FAILED, ""), replica(), NOBODY))
                .isInstanceOf(GateUnavailableException.class);
    }

    @Test
    void whatCanPassIsAFailureThatNamesNeitherAddressNorToken() {
        for (int code : new int[] {401, 429, 500, 503}) {
            status = code;
            assertThatThrownBy(() -> report(Outcome.of(Outcome.State.FAILED, ""), replica()))
                    .isInstanceOf(GateUnavailableException.class)
                    .hasMessageNotContainingAny("t0ken", "127.0.0.1");
        }
    }

    @Test
    void theTokenIsReadAtEachUse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        GateToken token = GateToken.of(file);
        assertThat(token.read()).isEmpty();
        Files.writeString(file, "one\n");
        assertThat(token.read()).contains("one");
        Files.writeString(file, "two");
        assertThat(token.read()).contains("two");
    }
}

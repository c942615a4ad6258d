package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.facilitator.FacilitatorClient.Environment;
import io.offerflow.verifier.facilitator.FacilitatorClient.Limits;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can happen on the wire between gate and facilitator, and what the gate makes of it. */
class FacilitatorClientTest {
    private static final String VALID = ScriptedServer.ok("{\"isValid\":true}");
    private static final String SETTLED = ScriptedServer.ok("{\"success\":true,\"transaction\":\"0x1\"}");
    private static final String BODY = "{\"isValid\":true,\"success\":true,\"transaction\":\"0x1\"}";

    private final TestClock clock = new TestClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private ScriptedServer server;
    private FacilitatorClient client;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        client = client(512, server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private FacilitatorClient client(int concurrency, URI... preferred) {
        return new FacilitatorClient(
                new Limits(Duration.ofMillis(400), Duration.ofMillis(600), concurrency),
                () -> List.of(preferred),
                new Environment(metrics, clock, (SSLSocketFactory) SSLSocketFactory.getDefault()));
    }

    private Verification verify() {
        return client.verify(Orders.at(server.url()));
    }

    private Settlement settle() {
        return client.settle(Orders.at(server.url()));
    }

    private void assertValid(Verification verification) {
        assertThat(verification).isEqualTo(new Verification.Valid(server.url()));
    }

    static Stream<String> readableAnswers() {
        String length = "Content-Length: " + BODY.length() + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                ScriptedServer.ok(BODY),
                "HTTP/1.1 200 \r\n" + length + "\r\n" + BODY,
                "HTTP/1.1 200\r\ncontent-length:" + BODY.length() + "\r\n\r\n" + BODY,
                "HTTP/1.1 200 OK\n" + "Content-Length: " + BODY.length() + "\n\n" + BODY,
                "HTTP/1.0 200 OK\r\n\r\n" + BODY,
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ScriptedServer.ok(BODY),
                "HTTP/1.1 200 OK\r\n" + chunked + "5\r\n" + BODY.substring(0, 5) + "\r\n"
                        + Integer.toHexString(BODY.length() - 5) + ";ext=1\r\n" + BODY.substring(5)
                        + "\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(10_000) + "\r\n" + length + "\r\n" + BODY);
    }

    @ParameterizedTest
    @MethodSource("readableAnswers")
    void everyFormOfHttpIsRead(String answer) {
        server.then(answer).then(answer);
        assertValid(verify());
        // The peer is about to hang up; an order never goes over a connection that has idled for so long.
        clock.forward(Duration.ofMillis(1_500));
        assertThat(settle()).isEqualTo(new Settlement.Settled("0x1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n{\"success\":true}",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: 16\r\nContent-Length: 17\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}}}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffff\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"success\":true",
                "",
            })
    void whatCannotBeReadLeavesASettlementOpenAndIsNotSentAgain(String answer) {
        server.then(answer);
        assertThat(settle()).isInstanceOf(Settlement.Unknown.class);
        assertThat(server.requests()).containsExactly("POST /settle HTTP/1.1");
    }

    @Test
    void headsAndBodiesAreBounded() {
        String pad = "x".repeat(70_000);
        List.of(
                        "HTTP/1.1 200 OK\r\nX: " + pad + "\r\n\r\n",
                        "HTTP/1.1 200 OK\r\n\r\n" + pad,
                        "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + pad,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n" + pad,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(40_000),
                        "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))
                .forEach(server::then);
        for (int i = 0; i < 6; i++) {
            assertThat(((Settlement.Unknown) settle()).detail()).containsAnyOf("is longer than", "interim without end");
        }
    }

    @Test
    void oneConnectionCarriesManyCalls() {
        server.then(peer -> {
            while (true) {
                peer.request();
                peer.send(ScriptedServer.ok(BODY));
            }
        });
        for (int i = 0; i < 20; i++) {
            assertValid(verify());
            assertThat(settle()).isInstanceOf(Settlement.Settled.class);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close\r\n", "Keep-Alive: timeout=1\r\n", "Connection: Keep-Alive, Close\r\n"})
    void aConnectionThatTheFacilitatorGivesUpIsNotUsedAgain(String header) {
        ScriptedServer.Script script = peer -> {
            peer.request();
            peer.send(ScriptedServer.ok(BODY).replaceFirst("Content-Type", header + "Content-Type"));
            peer.untilGone();
        };
        server.then(script).then(script);
        assertValid(verify());
        assertThat(settle()).isInstanceOf(Settlement.Settled.class);
        assertThat(server.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPooledConnectionThatWasClosedIsNoticedBeforeAnOrderIsSent(boolean politely) {
        CountDownLatch closed = new CountDownLatch(1);
        server.then(peer -> {
                    peer.request();
                    peer.send(VALID);
                    if (politely) {
                        peer.close();
                    } else {
                        peer.reset();
                    }
                    closed.countDown();
                })
                .then(SETTLED);
        assertValid(verify());
        Awaitility.await().until(() -> closed.getCount() == 0);
        assertThat(settle()).isEqualTo(new Settlement.Settled("0x1"));
        assertThat(server.requests()).containsExactly("POST /verify HTTP/1.1", "POST /settle HTTP/1.1");
    }

    @Test
    void bytesThatNobodyAskedForAreNotTakenForTheNextAnswer() {
        CountDownLatch sent = new CountDownLatch(1);
        server.then(peer -> {
                    peer.request();
                    peer.send(VALID);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"success\":true,\"transaction\":\"\"}");
                    sent.countDown();
                    peer.untilGone();
                })
                .then(ScriptedServer.ok("{\"success\":false,\"errorReason\":\"real\"}"));
        assertValid(verify());
        Awaitility.await().until(() -> sent.getCount() == 0);
        assertThat(settle()).isEqualTo(new Settlement.Rejected("real"));
    }

    @Test
    void anOrderGoesOnlyOverAConnectionThatWasUsedWithinASecond() {
        ScriptedServer.Script patient = peer -> {
            while (true) {
                peer.request();
                peer.send(ScriptedServer.ok(BODY));
            }
        };
        server.then(patient).then(patient).then(patient);
        verify();
        clock.forward(Duration.ofMillis(1_500));
        settle();
        assertThat(server.connections()).isEqualTo(2);
        clock.forward(Duration.ofMillis(1_500));
        verify();
        assertThat(server.connections()).as("asking may use it").isEqualTo(2);
        clock.forward(Duration.ofSeconds(10));
        verify();
        assertThat(server.connections()).as("nobody uses it any more").isEqualTo(3);
    }

    @Test
    void aConnectionThatBreaksWithoutAnAnswerIsAskedAgainButNeverOrderedAgain() {
        server.then(peer -> {
                    peer.request();
                    peer.reset();
                })
                .then(VALID)
                .then(peer -> {
                    peer.request();
                    peer.reset();
                });
        assertValid(verify());
        assertThat(settle()).isInstanceOf(Settlement.Unknown.class);
        assertThat(server.requests())
                .containsExactly("POST /verify HTTP/1.1", "POST /verify HTTP/1.1", "POST /settle HTTP/1.1");
    }

    @Test
    void aResetInTheMiddleOfAnAnswerLeavesASettlementOpen() {
        server.then(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"success\":");
            peer.reset();
        });
        assertThat(settle()).isInstanceOf(Settlement.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aBodyThatDripsDoesNotStretchTheTime() {
        CountDownLatch over = new CountDownLatch(1);
        server.then(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                peer.send(" ");
            }
        });
        long before = System.nanoTime();
        Settlement settlement = settle();
        over.countDown();
        assertThat(settlement).isEqualTo(new Settlement.Unknown("no answer within 600 ms", ""));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aVerificationThatIsLateIsNotAskedAgain() {
        server.then(ScriptedServer.Peer::untilGone);
        assertThat(verify()).isEqualTo(new Verification.Unavailable(false, "no answer within 400 ms"));
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        String answer =
                "HTTP/1.1 " + status + " Moved\r\nLocation: " + server.url() + "/other\r\nContent-Length: 0\r\n\r\n";
        server.then(answer).then(answer);
        assertThat(verify()).isInstanceOf(Verification.Unavailable.class);
        assertThat(settle()).isInstanceOf(Settlement.Unknown.class);
        assertThat(server.requests()).containsExactly("POST /verify HTTP/1.1", "POST /settle HTTP/1.1");
    }

    @Test
    void whereNobodyListensNothingWasTaken() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        assertThat(client.settle(Orders.at(nobody))).isInstanceOf(Settlement.NotTaken.class);
        assertThat(client.settle(Orders.at(URI.create("http://nobody.invalid"))))
                .isInstanceOf(Settlement.NotTaken.class);
    }

    @Test
    void aMissingAllowanceIsToldApartWhateverItsForm() {
        server.then("HTTP/1.1 412 Precondition Failed\r\n\r\n{\"isValid\":false,\"invalidReason\":\"x\"}")
                .then("HTTP/1.1 412 Precondition Failed\r\n\r\n{\"error\":\"x\"}")
                .then(ScriptedServer.ok("{\"isValid\":false,\"invalidReason\":\"permit2_allowance_required\"}"));
        for (int i = 0; i < 3; i++) {
            assertThat(verify()).isEqualTo(new Verification.Invalid("permit2_allowance_required"));
        }
    }

    @Test
    void duplicateKeysAreNoVerdict() {
        server.then(ScriptedServer.ok("{\"isValid\":false,\"isValid\":true}"));
        assertThat(verify()).isInstanceOf(Verification.Unavailable.class);
    }

    @Test
    void theNextFacilitatorIsAskedOnlyWhereTheFirstHasNoVerdictAndItSettlesWhatItVerified() throws IOException {
        try (ScriptedServer second = new ScriptedServer();
                FacilitatorClient both = client(512, server.url(), second.url())) {
            server.then("HTTP/1.1 500 Oops\r\n\r\n")
                    .then(ScriptedServer.ok("{\"isValid\":false,\"invalidReason\":\"poor\"}"));
            second.then(VALID).then(SETTLED);
            var order = Orders.at(server.url());
            assertThat(both.verify(order)).isEqualTo(new Verification.Valid(second.url()));
            assertThat(both.settle(order.at(second.url()))).isInstanceOf(Settlement.Settled.class);
            assertThat(both.verify(order)).isEqualTo(new Verification.Invalid("poor"));
            assertThat(server.requests()).containsExactly("POST /verify HTTP/1.1", "POST /verify HTTP/1.1");
            assertThat(second.requests()).containsExactly("POST /verify HTTP/1.1", "POST /settle HTTP/1.1");
        }
    }

    @Test
    void aSettlementNeverGoesToAnotherFacilitator() throws IOException {
        try (ScriptedServer second = new ScriptedServer();
                FacilitatorClient both = client(512, server.url(), second.url())) {
            server.then("HTTP/1.1 503 Busy\r\n\r\n");
            assertThat(both.settle(Orders.at(server.url()))).isInstanceOf(Settlement.Unknown.class);
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void afterTenFailuresItIsLeftAloneAndTriedAgainOnceThePauseIsOver() {
        for (int i = 0; i < 10; i++) {
            server.then("HTTP/1.1 500 Oops\r\n\r\n");
            assertThat(verify()).isInstanceOf(Verification.Unavailable.class);
        }
        assertThat(gauge("breaker")).isEqualTo(2);
        assertThat(verify()).isInstanceOf(Verification.Unavailable.class);
        assertThat(server.requests()).hasSize(10);

        server.then(SETTLED);
        assertThat(settle())
                .as("an order that follows a verification still goes out, and closes the circuit")
                .isInstanceOf(Settlement.Settled.class);
        server.then(VALID);
        assertValid(verify());
        assertThat(gauge("breaker")).isZero();
    }

    @Test
    void aFacilitatorThatAsksForAPauseGetsIt() {
        server.then("HTTP/1.1 429 Slow down\r\nRetry-After: 20\r\n\r\n");
        assertThat(verify()).isEqualTo(new Verification.Unavailable(true, "status 429 without a verdict"));
        clock.forward(Duration.ofSeconds(19));
        assertThat(verify()).isInstanceOf(Verification.Unavailable.class);
        assertThat(server.requests()).hasSize(1);
        clock.forward(Duration.ofSeconds(2));
        server.then(VALID);
        assertValid(verify());
    }

    @Test
    void beyondTheBoundNobodyWaits() {
        try (FacilitatorClient narrow = client(2, server.url())) {
            CountDownLatch answer = new CountDownLatch(1);
            ScriptedServer.Script slow = peer -> {
                peer.request();
                answer.await();
                peer.send(VALID);
            };
            server.then(slow).then(slow).then(SETTLED);
            List<CompletableFuture<Verification>> waiting = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> narrow.verify(Orders.at(server.url())), Thread::startVirtualThread))
                    .limit(2)
                    .toList();
            Awaitility.await().until(() -> server.requests().size() == 2);
            assertThat(narrow.verify(Orders.at(server.url()))).isEqualTo(new Verification.Busy());
            assertThat(narrow.settle(Orders.at(server.url())))
                    .as("what was verified may still be settled")
                    .isInstanceOf(Settlement.Settled.class);
            assertThat(gauge("in.flight")).isEqualTo(2);
            answer.countDown();
            assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isInstanceOf(Verification.Valid.class));
            assertThat(gauge("in.flight")).isZero();
        }
    }

    @Test
    void aPayerOfVersion1IsPresentedInVersion1() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        server.then(peer -> {
            body.complete(peer.request());
            peer.send(VALID);
        });
        client.verify(Orders.of(Payments.v1(), server.url()));
        assertThat(body.get())
                .contains("\"x402Version\":1", "\"maxAmountRequired\":\"1000\"", "\"network\":\"base-sepolia\"");
    }

    @Test
    void afterTheEndNothingIsSent() {
        server.then(SETTLED);
        client.close();
        assertThat(settle()).isInstanceOf(Settlement.NotTaken.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void callsAreMeasuredByHostOperationAndOutcome() {
        server.then(VALID).then("");
        verify();
        settle();
        String host = server.url().getAuthority();
        assertThat(metrics.get("offerflow.verifier.facilitator")
                        .tags("host", host, "call", "verify", "outcome", "answered")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("offerflow.verifier.facilitator")
                        .tags("host", host, "call", "settle", "outcome", "lost")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private double gauge(String name) {
        return metrics.get("offerflow.verifier.facilitator." + name).gauge().value();
    }
}

package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.Payments;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer means, in every form that HTTP and JSON allow. */
class FacilitatorAnswersTest extends OnScriptedServer {
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
        laterThanAnOrderTrustsAConnection();
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
    void bytesThatNobodyAskedForAreNotTakenForTheNextAnswer() {
        CountDownLatch sent = new CountDownLatch(1);
        server.then(peer -> {
                    peer.request();
                    peer.send(VALID);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"success\":true,\"transaction\":\"\"}");
                    sent.countDown();
                    peer.untilGone();
                })
                .then(ScriptedServer.ok("{\"success\":false,\"errorReason\":\"invalid_payload\"}"));
        assertValid(verify());
        Awaitility.await().until(() -> sent.getCount() == 0);
        assertThat(settle()).isEqualTo(new Settlement.Rejected("invalid_payload"));
    }

    @Test
    void aBodyThatDripsDoesNotStretchTheTime() {
        hurry();
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
}

package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients of the public listener cannot make the gate hold: more bytes than it has room for, or anything for ever. */
class ProxyLimitsTest {
    private static final String PATH = StubService.PATH;

    private final HttpClient http = HttpClient.newHttpClient();
    private StubService upstream;
    private Gate gate;
    private volatile HttpHandler service = exchange -> {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    };

    @BeforeEach
    void start() throws IOException {
        upstream = StubService.start(exchange -> service.handle(exchange));
        gate = Gate.with(
                        "",
                        Map.of(VerifierSettings.PROXY_MEMORY, "100000", VerifierSettings.PROXY_IDLE_TIMEOUT, "500ms"))
                .sell(
                        offer("shop", "echo")
                                .with("/spec/settlement", "'OnSuccess'")
                                .with(
                                        "/spec/routes",
                                        "[{'path': '/open', 'gate': 'free'}, {'path': '/members/*', 'gate': 'auth'}, {'path': '/paid'}]"));
        upstream.standBehind(gate);
    }

    @AfterEach
    void stop() {
        http.close();
        gate.close();
        upstream.close();
    }

    private HttpResponse<String> post(String path, int bytes) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + gate.app.proxyAddress().getPort() + PATH + path))
                        .header("PAYMENT-SIGNATURE", Payments.header(Payments.v2()))
                        .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                        .build(),
                BodyHandlers.ofString());
    }

    private Socket open(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", gate.app.proxyAddress().getPort());
        socket.setSoTimeout(10_000);
        socket.setReceiveBufferSize(4_096);
        socket.getOutputStream().write((head + "\r\nHost: x\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void bodiesThatFindNoRoomAreAnswered503BeforeMoneyAndLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 3; i++) {
            for (String path : new String[] {"/open", "/paid"}) {
                HttpResponse<String> full = post(path, 100_001);
                assertThat(full.statusCode()).isEqualTo(503);
                assertThat(reason(full)).isEqualTo("gate_busy");
                assertThat(full.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(post("/open", 90_000).statusCode()).isEqualTo(200);
        }
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
        // The last answer may be read before its exchange is over.
        Awaitility.await().untilAsserted(() -> assertThat(post("/paid", 80_000).statusCode())
                .isEqualTo(200));
    }

    @Test
    void anAnswerThatFindsNoRoomIsNotSettled() throws Exception {
        service = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[200_000]);
            exchange.close();
        };
        HttpResponse<String> full = post("/paid", 0);
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).isPresent();
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @Test
    void whoHasNotSignedInIsAnsweredBeforeHisBodyIsRead() throws IOException {
        try (Socket socket = open("POST " + PATH + "/members/list HTTP/1.1")) {
            write(socket, "Content-Length: 50000\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void aSignInIsNoPlaceForALargeBody() throws IOException {
        try (Socket socket = open("POST " + PATH + "/auth/verify HTTP/1.1")) {
            write(socket, "Content-Type: application/json\r\nContent-Length: 16385\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyThatDoesNotComeEndsItsConnection() throws IOException {
        try (Socket socket = open("POST " + PATH + "/open HTTP/1.1")) {
            write(socket, "Content-Length: 10\r\n\r\nabc");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoDoesNotReadIsLeftAndTheUpstreamWithHim() throws IOException {
        CompletableFuture<String> left = new CompletableFuture<>();
        service = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(new byte[65_536]);
                }
            } catch (IOException gone) {
                left.complete("left");
            }
        };
        try (Socket socket = open("GET " + PATH + "/open HTTP/1.1")) {
            write(socket, "\r\n");
            Awaitility.await().until(left::isDone);
        }
    }
}

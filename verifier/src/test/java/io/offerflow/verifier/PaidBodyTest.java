package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a payment must have shown before the gate takes a byte of the body that comes with it. */
class PaidBodyTest {
    private static final String PATH = StubService.PATH;
    private static final int BODY = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private StubService upstream;
    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        upstream = StubService.start(exchange -> {
            byte[] count = ("" + exchange.getRequestBody().readAllBytes().length).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, count.length);
            exchange.getResponseBody().write(count);
            exchange.close();
        });
        gate = gate(Map.of());
    }

    @AfterEach
    void stop() {
        http.close();
        gate.close();
        upstream.close();
    }

    private Gate gate(Map<String, String> settings) {
        Gate started = Gate.with("", settings).sell(offer("shop", "echo").with("/spec/settlement", "'OnSuccess'"));
        upstream.standBehind(started);
        return started;
    }

    private void restart(Map<String, String> settings) {
        gate.close();
        gate = gate(settings);
    }

    private static ObjectNode forged() {
        return Payments.sign(Payments.v2(), Wallet.STRANGER);
    }

    private static ObjectNode malleated() {
        ObjectNode payment = Payments.v2();
        String signature = payment.at("/payload/signature").asText();
        ((ObjectNode) payment.path("payload")).put("signature", Wallet.malleated(signature));
        return payment;
    }

    /** Sends the head of a request that announces a body. */
    private Socket announce(ObjectNode payment, String more) throws IOException {
        Socket socket = new Socket("127.0.0.1", gate.app.proxyAddress().getPort());
        socket.setSoTimeout(10_000);
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: x\r\n" + more + "PAYMENT-SIGNATURE: "
                + Payments.header(payment) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    }

    private HttpResponse<String> post(ObjectNode payment) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + gate.app.proxyAddress().getPort() + PATH))
                        .header("PAYMENT-SIGNATURE", Payments.header(payment))
                        .POST(BodyPublishers.ofByteArray(new byte[BODY]))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aSignatureThatIsWorthlessIsAnsweredBeforeItsBodyIsRead() throws IOException {
        try (Socket socket = announce(malleated(), "Content-Length: 8000000\r\n")) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 402");
        }
        try (Socket socket = announce(malleated(), "Transfer-Encoding: chunked\r\n")) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 402");
        }
        restart(Map.of(VerifierSettings.EOA_ONLY, "true"));
        try (Socket socket = announce(forged(), "Content-Length: 8000000\r\n")) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 402");
        }
        assertThat(gate.metrics()).contains("reason=\"payment_invalid\"");
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void aPaymentThatCanBuyNothingIsAnsweredBeforeItsBodyIsRead() throws IOException {
        ObjectNode cheap = Payments.v2("eip155:84532", "1", Payments.USDC, Offers.SELLER);
        ObjectNode late = Payments.v2();
        Payments.authorization(late)
                .put("validBefore", "" + gate.clock.instant().getEpochSecond());
        for (ObjectNode worthless : List.of(cheap, Payments.sign(late))) {
            try (Socket socket = announce(worthless, "Content-Length: 8000000\r\n")) {
                assertThat(status(socket)).isEqualTo("HTTP/1.1 402");
            }
        }
    }

    @Test
    void whoAsksFirstIsToldToGoOnOnlyWithAPaymentThatIsSigned() throws IOException {
        String expecting = "Content-Length: 3\r\nExpect: 100-continue\r\n";
        try (Socket socket = announce(malleated(), expecting)) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 402");
        }
        try (Socket socket = announce(Payments.v2(), expecting)) {
            assertThat(status(socket)).isEqualTo("HTTP/1.1 100");
            assertThat(socket.getInputStream().readNBytes("\tContinue\r\n\r\n".length()))
                    .hasSize(13);
            socket.getOutputStream().write(new byte[3]);
            assertThat(status(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aGoodPaymentsBodyArrivesWhole() throws Exception {
        assertThat(post(Payments.v2()).body()).isEqualTo("" + BODY);
        assertThat(post(forged()).body()).as("it may be a contract wallet's").isEqualTo("" + BODY);
    }

    @Test
    void payersWhomTheGateCannotProveLeaveRoomForTheOthersBodies() throws Exception {
        restart(Map.of(
                VerifierSettings.PROXY_MEMORY,
                "" + 10 * BODY,
                VerifierSettings.PROXY_MAX_BODY,
                "" + BODY,
                VerifierSettings.PROXY_HOLD_BYTES,
                "" + BODY));
        List<Socket> unfinished = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                Socket socket = announce(forged(), "Content-Length: " + BODY + "\r\n");
                unfinished.add(socket);
                socket.getOutputStream().write(new byte[BODY - 1]);
            }
            Awaitility.await().until(() -> reason(post(forged())).equals("gate_busy"));
            assertThat(post(Payments.v2()).statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : unfinished) {
                socket.close();
            }
        }
    }
}

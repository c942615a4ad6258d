package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking may be repeated; an order to settle is sent once, to one facilitator, and what became of it is never guessed. */
class OrdersGoOutOnceTest extends OnScriptedServer {
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
        laterThanAnOrderTrustsAConnection();
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
    void aVerificationThatIsLateIsNotAskedAgain() {
        hurry();
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
        laterThanAnOrderTrustsAConnection();
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
    void theNextFacilitatorIsAskedOnlyWhereTheFirstHasNoVerdictAndItSettlesWhatItVerified() throws IOException {
        try (ScriptedServer second = new ScriptedServer();
                FacilitatorClient both = client(512, server.url(), second.url())) {
            server.then("HTTP/1.1 500 Oops\r\n\r\n")
                    .then(ScriptedServer.ok("{\"isValid\":false,\"invalidReason\":\"poor\"}"));
            second.then(VALID).then(SETTLED);
            var order = Orders.at(server.url());
            assertThat(both.verify(order)).isEqualTo(new Verification.Valid(second.url()));
            laterThanAnOrderTrustsAConnection();
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
    void afterTheEndNothingIsSent() {
        server.then(SETTLED);
        client.close();
        assertThat(settle()).isInstanceOf(Settlement.NotTaken.class);
        assertThat(server.requests()).isEmpty();
    }
}

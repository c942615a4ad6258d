package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.pay.Facilitator.Settlement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are kept for the next call, and an order meets none that may be dead. */
class FacilitatorConnectionsTest extends OnScriptedServer {
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
}

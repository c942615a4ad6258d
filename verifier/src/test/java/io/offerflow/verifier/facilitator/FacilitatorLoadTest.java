package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A facilitator that cannot is left alone, and calls are bounded and measured. */
class FacilitatorLoadTest extends OnScriptedServer {
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
}

package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.facilitator.FacilitatorClient.Environment;
import io.offerflow.verifier.facilitator.FacilitatorClient.Limits;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of one facilitator that says what a test tells it. */
abstract class OnScriptedServer {
    static final String VALID = ScriptedServer.ok("{\"isValid\":true}");
    static final String SETTLED = ScriptedServer.ok("{\"success\":true,\"transaction\":\"0x1\"}");
    static final String BODY = "{\"isValid\":true,\"success\":true,\"transaction\":\"0x1\"}";

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    ScriptedServer server;
    FacilitatorClient client;

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

    FacilitatorClient client(int concurrency, URI... preferred) {
        return client(new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), concurrency), preferred);
    }

    /** From here on nobody waits for long. */
    void hurry() {
        client.close();
        client = client(new Limits(Duration.ofMillis(400), Duration.ofMillis(600), 512), server.url());
    }

    private FacilitatorClient client(Limits limits, URI... preferred) {
        return new FacilitatorClient(
                limits, () -> List.of(preferred), new Environment(metrics, clock, (SSLSocketFactory)
                        SSLSocketFactory.getDefault()));
    }

    Verification verify() {
        return client.verify(Orders.at(server.url()));
    }

    Settlement settle() {
        return client.settle(Orders.at(server.url()));
    }

    /** An order never goes over a connection that idled for so long: for scripts whose peer hangs up after its answer. */
    void laterThanAnOrderTrustsAConnection() {
        clock.forward(Duration.ofMillis(1_500));
    }

    void assertValid(Verification verification) {
        assertThat(verification).isEqualTo(new Verification.Valid(server.url()));
    }

    double gauge(String name) {
        return metrics.get("offerflow.verifier.facilitator." + name).gauge().value();
    }
}

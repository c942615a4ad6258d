package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final InstantSource DEFECTIVE = () -> {
        throw new IllegalStateException("a defect");
    };

    @Test
    void aTryThatEndsInADefectDoesNotKeepTheBreakerWaitingForIt() throws IOException {
        TestClock clock = new TestClock();
        CircuitBreaker breaker = new CircuitBreaker(clock);
        try (ScriptedServer server = new ScriptedServer();
                Deadlines deadlines = new Deadlines();
                Origin origin = origin(server.url(), deadlines, breaker)) {
            for (int i = 0; i < CircuitBreaker.FAILURES; i++) {
                breaker.failed();
            }
            assertThat(origin.verify(new byte[0])).isInstanceOf(Reply.Unsent.class);
            for (int i = 0; i < 2; i++) {
                clock.forward(Duration.ofMinutes(1));
                assertThatThrownBy(() -> origin.verify(new byte[0])).hasMessage("a defect");
            }
        }
    }

    private static Origin origin(URI address, Deadlines deadlines, CircuitBreaker breaker) {
        SSLSocketFactory encryption = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return new Origin(
                address,
                new FacilitatorClient.Limits(Duration.ofMillis(400), Duration.ofMillis(600), 4),
                new Origin.Parts(
                        new Dialer(address, encryption, DEFECTIVE),
                        deadlines,
                        breaker,
                        new CallMetrics(new SimpleMeterRegistry(), address)));
    }
}

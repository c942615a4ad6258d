package io.offerflow.verifier.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.facilitator.CircuitBreaker.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final TestClock clock = new TestClock();
    private final CircuitBreaker breaker = new CircuitBreaker(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    @Test
    void itOpensAfterFailuresInARowOnly() {
        fail(CircuitBreaker.FAILURES - 1);
        breaker.succeeded();
        fail(CircuitBreaker.FAILURES - 1);
        assertThat(breaker.admits()).isTrue();
        breaker.failed();
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void afterThePauseOneCallTriesAndASuccessClosesIt() {
        fail(CircuitBreaker.FAILURES);
        clock.forward(CircuitBreaker.FIRST_PAUSE);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).as("a second one").isFalse();
        breaker.succeeded();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void eachFailedTryDoublesThePauseUpToABound() {
        fail(CircuitBreaker.FAILURES);
        Duration pause = CircuitBreaker.FIRST_PAUSE;
        for (int i = 0; i < 10; i++) {
            clock.forward(pause.minusMillis(1));
            assertThat(breaker.admits()).as("after %s", pause).isFalse();
            clock.forward(Duration.ofMillis(1));
            assertThat(breaker.admits()).as("after %s", pause).isTrue();
            breaker.failed();
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(CircuitBreaker.LONGEST_PAUSE) < 0 ? twice : CircuitBreaker.LONGEST_PAUSE;
        }
        breaker.succeeded();
        fail(CircuitBreaker.FAILURES);
        clock.forward(CircuitBreaker.FIRST_PAUSE);
        assertThat(breaker.admits()).as("a success begins anew").isTrue();
    }

    @Test
    void aPauseThatIsAskedForIsKeptUpToABound() {
        breaker.askedToWait(Duration.ofDays(1));
        clock.forward(CircuitBreaker.LONGEST_PAUSE.minusMillis(1));
        assertThat(breaker.admits()).isFalse();
        clock.forward(Duration.ofMillis(1));
        assertThat(breaker.admits()).isTrue();
    }
}

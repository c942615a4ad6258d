package io.offerflow.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void aTickThatThrowsIsNotTheLast() {
        AtomicInteger ticks = new AtomicInteger();
        Pulse pulse = Pulse.start(InstantSource.system(), now -> {
            if (ticks.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
            }
            throw new StackOverflowError("a worse one");
        });
        try {
            await().until(() -> ticks.get() > 2);
        } finally {
            pulse.close();
        }
    }

    @Test
    void ticksTakeATenthOfTheTimeAtMostUntilASecondLiesBetweenThem() {
        assertThat(Pulse.pauseAfter(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(100));
        assertThat(Pulse.pauseAfter(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(450));
        assertThat(Pulse.pauseAfter(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(1));
    }
}

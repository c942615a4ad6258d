package io.offerflow.activities.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<Long> pauses = new ArrayList<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final Patience patience = new Patience(
            now::get,
            pause -> {
                pauses.add(pause.toMillis());
                now.updateAndGet(at -> at.plus(pause));
            },
            heartbeats::incrementAndGet);

    @Test
    void aYesAtOnceCostsNoTime() {
        assertThat(patience.until(Duration.ZERO, () -> true)).isEqualTo(Patience.End.AT_ONCE);
        assertThat(pauses).isEmpty();
    }

    @Test
    void pausesGrowFromTwentyMillisecondsToAQuarterOfASecond() {
        assertThat(patience.until(Duration.ofSeconds(2), () -> false)).isEqualTo(Patience.End.IN_VAIN);
        assertThat(pauses).startsWith(20L, 30L, 45L, 67L).allMatch(pause -> pause <= 250);
        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(1_990L, 2_000L);
    }

    @Test
    void aYesAfterAPauseIsALateOne() {
        assertThat(patience.until(Duration.ofSeconds(2), () -> pauses.size() == 2))
                .isEqualTo(Patience.End.LATER);
    }

    @Test
    void onlyLongWaitsTellThatTheyLive() {
        patience.until(Duration.ofMillis(300), () -> false);
        assertThat(heartbeats).hasValue(0);
        patience.until(Duration.ofSeconds(5), () -> false);
        assertThat(heartbeats.get()).isPositive();
    }

    @Test
    void anInterruptEndsTheWait() {
        Patience interrupted = new Patience(
                now::get,
                pause -> {
                    throw new InterruptedException();
                },
                () -> {});
        assertThatThrownBy(() -> interrupted.until(Duration.ofSeconds(1), () -> false))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}

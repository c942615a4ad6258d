package io.offerflow.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private static @Nullable Drain drain(@Nullable Instant start, @Nullable String grace) {
        return Drain.of(new ServiceOfferSpec(
                null, null, null, null, null, List.of(), List.of(), null, null, null, Map.of(), null, start, grace,
                null));
    }

    @Test
    void withoutAStartThereIsNoDrain() {
        assertThat(drain(null, "1h")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0s,0", "0h0m0s,0", "500ms,500", "90s,90000", "1h30m,5400000", "1h0m1s,3601000", "1h1ms,3600001"
    })
    void theGracePeriodIsWrittenLikeKubernetesDurations(String grace, long millis) {
        assertThat(drain(START, grace)).isEqualTo(new Drain(START.plusMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "1d", "1h 30m", "-1h", "+1s", "1.5h", "10", "30m1h", "1s1s", "1us", "00", "1000000h"
            })
    void anUnreadableGracePeriodIsAnHour(String grace) {
        assertThat(drain(START, grace)).isEqualTo(new Drain(START.plus(Duration.ofHours(1))));
    }

    @Test
    void aGraceBeyondAllTimeNeverEnds() {
        assertThat(drain(Instant.MAX.minusSeconds(1), "999999h")).isEqualTo(new Drain(Instant.MAX));
    }

    @Test
    void theEndItselfCountsAsEnded() {
        Drain drain = new Drain(START);
        assertThat(drain.ended(START.minusNanos(1))).isFalse();
        assertThat(drain.ended(START)).isTrue();
    }
}

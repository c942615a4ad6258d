package io.offerflow.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.ethereum.Address;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final Address KEY = Address.parse("0x" + "11".repeat(20));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void a_key_has_so_many_requests_a_minute_and_gets_them_back_over_the_minute() {
        RateLimit limit = new RateLimit(2, () -> now);
        assertThat(limit.admits(KEY)).isTrue();
        assertThat(limit.admits(KEY)).isTrue();
        assertThat(limit.admits(KEY)).isFalse();
        assertThat(limit.admits(Address.parse("0x" + "22".repeat(20)))).isTrue();
        now = now.plus(Duration.ofSeconds(29));
        assertThat(limit.admits(KEY)).isFalse();
        now = now.plus(Duration.ofSeconds(1));
        assertThat(limit.admits(KEY)).isTrue();
        assertThat(limit.admits(KEY)).isFalse();
        now = now.plus(Duration.ofDays(1));
        assertThat(limit.admits(KEY)).isTrue();
        assertThat(limit.admits(KEY)).isTrue();
        assertThat(limit.admits(KEY)).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_gives_nothing() {
        RateLimit limit = new RateLimit(1, () -> now);
        assertThat(limit.admits(KEY)).isTrue();
        now = now.minus(Duration.ofHours(1));
        assertThat(limit.admits(KEY)).isFalse();
    }

    @Test
    void a_rate_of_zero_admits_nobody() {
        assertThat(new RateLimit(0, () -> now).admits(KEY)).isFalse();
    }
}

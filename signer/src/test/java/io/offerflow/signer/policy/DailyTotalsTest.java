package io.offerflow.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.signer.policy.Decision.Charge;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyTotalsTest {
    private static final Address KEY = Address.parse("0x" + "11".repeat(20));
    private static final Address OTHER = Address.parse("0x" + "22".repeat(20));
    private static final Address TOKEN = Address.parse("0x" + "33".repeat(20));

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-01-31T23:59:00Z");
    private final InstantSource clock = () -> now;
    private int digests;

    @Test
    void a_days_total_is_never_exceeded_across_restarts() throws Exception {
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 60)).isTrue();
        }
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 41)).isFalse();
            assertThat(granted(totals, KEY, 40)).isTrue();
            assertThat(granted(totals, KEY, 1)).isFalse();
            assertThat(granted(totals, OTHER, 100)).as("each key has its own").isTrue();
        }
    }

    @Test
    void a_new_UTC_day_begins_at_zero_and_a_clock_that_is_set_back_gives_no_second_one() throws Exception {
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 100)).isTrue();
            now = Instant.parse("2026-02-01T00:00:00Z");
            assertThat(granted(totals, KEY, 100)).isTrue();
            now = Instant.parse("2026-01-31T23:59:59Z");
            assertThat(granted(totals, KEY, 1)).isFalse();
        }
    }

    @Test
    void all_charges_of_a_request_are_granted_or_none() throws Exception {
        try (DailyTotals totals = open()) {
            List<Charge> both = List.of(charge(Optional.empty(), 50), charge(Optional.of(TOKEN), 101));
            assertThat(totals.charge(KEY, digest(), both)).isPresent();
            assertThat(granted(totals, KEY, 100)).isTrue();
        }
    }

    @Test
    void chains_and_assets_are_counted_apart() throws Exception {
        try (DailyTotals totals = open()) {
            assertThat(totals.charge(KEY, digest(), List.of(charge(Optional.empty(), 100))))
                    .isEmpty();
            assertThat(totals.charge(KEY, digest(), List.of(charge(Optional.of(TOKEN), 100))))
                    .isEmpty();
            Spend elsewhere = new Spend(2, Optional.empty(), BigInteger.valueOf(100), Optional.empty());
            assertThat(totals.charge(KEY, digest(), List.of(new Charge(elsewhere, BigInteger.valueOf(100)))))
                    .isEmpty();
        }
    }

    @Test
    void the_same_digest_counts_once_a_day_even_across_restarts() throws Exception {
        byte[] digest = digest();
        for (int i = 0; i < 3; i++) {
            try (DailyTotals totals = open()) {
                assertThat(totals.charge(KEY, digest, List.of(charge(Optional.empty(), 60))))
                        .isEmpty();
            }
        }
        try (DailyTotals totals = open()) {
            assertThat(totals.charge(OTHER, digest, List.of(charge(Optional.empty(), 101))))
                    .isPresent();
            assertThat(granted(totals, KEY, 40)).isTrue();
        }
    }

    @Test
    void many_at_once_get_no_more_than_one_after_the_other() throws Exception {
        try (DailyTotals totals = open();
                ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] digest = digest();
                tries.add(() -> totals.charge(KEY, digest, List.of(charge(Optional.empty(), 7)))
                        .isEmpty());
            }
            int granted = 0;
            for (Future<Boolean> one : pool.invokeAll(tries)) {
                granted += one.get() ? 1 : 0;
            }
            assertThat(granted).isEqualTo(14);
        }
    }

    /** It was not on the disk when the process died, so nothing has been signed for it. */
    @Test
    void a_line_that_was_cut_off_does_not_count_and_does_not_spoil_the_next() throws Exception {
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 60)).isTrue();
        }
        Files.writeString(file(), "{\"key\":\"0x11", StandardOpenOption.APPEND);
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 30)).isTrue();
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
        try (DailyTotals totals = open()) {
            assertThat(granted(totals, KEY, 11)).isFalse();
        }
    }

    @Test
    void totals_that_cannot_be_read_are_not_taken_for_none() throws Exception {
        for (String spoilt : new String[] {
            "no json\n", "{}\n", "{\"key\":\"0x1\",\"digest\":\"\",\"spends\":[{\"amount\":\"-5\"}]}\n"
        }) {
            Files.writeString(file(), spoilt);
            assertThatThrownBy(this::open)
                    .as(spoilt)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 1");
        }
    }

    @Test
    void a_directory_belongs_to_one_signer() throws Exception {
        try (DailyTotals totals = open()) {
            assertThat(totals).isNotNull();
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another process");
        }
        open().close();
    }

    private DailyTotals open() throws IOException {
        return DailyTotals.open(directory, clock);
    }

    private boolean granted(DailyTotals totals, Address key, long amount) throws IOException {
        return totals.charge(key, digest(), List.of(charge(Optional.empty(), amount)))
                .isEmpty();
    }

    private Path file() {
        return directory.resolve("spent-2026-01-31.jsonl");
    }

    private byte[] digest() {
        return Keccak.hash("digest " + digests++);
    }

    /** Of a limit of 100 a day. */
    private static Charge charge(Optional<Address> token, long amount) {
        Spend spend = new Spend(1, token, BigInteger.valueOf(amount), Optional.empty());
        return new Charge(spend, BigInteger.valueOf(100));
    }
}

package io.offerflow.verifier.pay;

import static io.offerflow.verifier.pay.PaymentLedger.Reservation.ALREADY_USED;
import static io.offerflow.verifier.pay.PaymentLedger.Reservation.FULL;
import static io.offerflow.verifier.pay.PaymentLedger.Reservation.HELD;
import static io.offerflow.verifier.pay.PaymentLedger.Reservation.IN_USE;
import static io.offerflow.verifier.pay.PaymentLedger.Reservation.OUTCOME_UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {
    private final TestClock clock = new TestClock();
    private final MemoryLedger ledger = new MemoryLedger(clock, 3);
    private final Instant soon = clock.instant().plusSeconds(300);

    private static PaymentKey key(int nonce) {
        return new PaymentKey("eip155:1", "0xa", "0xb", "0x" + nonce);
    }

    @Test
    void aKeyIsHeldByOneAtATime() {
        assertThat(ledger.reserve(key(1), soon)).isEqualTo(HELD);
        assertThat(ledger.reserve(key(1), soon)).isEqualTo(IN_USE);
        ledger.release(key(1));
        assertThat(ledger.reserve(key(1), soon)).isEqualTo(HELD);
    }

    @Test
    void aUsedOrUnknownKeyNeverComesBack() {
        ledger.reserve(key(1), soon);
        ledger.used(key(1));
        ledger.reserve(key(2), soon);
        ledger.unknown(key(2));
        assertThat(ledger.reserve(key(1), soon)).isEqualTo(ALREADY_USED);
        assertThat(ledger.reserve(key(2), soon)).isEqualTo(OUTCOME_UNKNOWN);
    }

    @Test
    void keysThatDifferInOnePartAreDifferentPayments() {
        ledger.reserve(key(1), soon);
        assertThat(ledger.reserve(new PaymentKey("eip155:10", "0xa", "0xb", "0x1"), soon))
                .isEqualTo(HELD);
        assertThat(ledger.reserve(new PaymentKey("eip155:1", "0xa", "0xc", "0x1"), soon))
                .isEqualTo(HELD);
    }

    @Test
    void aFullLedgerRefusesInsteadOfForgetting() {
        for (int i = 0; i < 3; i++) {
            ledger.reserve(key(i), soon);
            ledger.used(key(i));
        }
        assertThat(ledger.reserve(key(9), soon)).isEqualTo(FULL);
        assertThat(ledger.reserve(key(0), soon)).isEqualTo(ALREADY_USED);
        assertThat(ledger.size()).isEqualTo(3);
    }

    @Test
    void expiredEntriesMakeRoomButHeldOnesNever() {
        ledger.reserve(key(0), soon);
        ledger.used(key(0));
        ledger.reserve(key(1), soon);
        ledger.reserve(key(2), soon.plus(Duration.ofDays(1)));
        ledger.used(key(2));
        clock.forward(Duration.ofHours(1));
        assertThat(ledger.reserve(key(9), clock.instant().plusSeconds(300))).isEqualTo(HELD);
        assertThat(ledger.reserve(key(1), soon)).isEqualTo(IN_USE);
        assertThat(ledger.reserve(key(2), soon)).isEqualTo(ALREADY_USED);
    }

    @Test
    void ofManyThreadsExactlyOneGetsTheKey() throws Exception {
        for (int round = 0; round < 200; round++) {
            PaymentKey key = key(round);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = IntStream.range(0, 16)
                        .mapToObj(i -> threads.submit(() -> ledger.reserve(key, soon)))
                        .toList();
                assertThat(answers.stream().map(MemoryLedgerTest::get).filter(HELD::equals))
                        .hasSize(1);
            }
            ledger.release(key);
        }
    }

    private static PaymentLedger.Reservation get(Future<PaymentLedger.Reservation> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}

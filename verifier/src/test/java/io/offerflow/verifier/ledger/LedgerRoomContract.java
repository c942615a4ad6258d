package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept and what is not, and that a ledger that cannot answer refuses. */
abstract class LedgerRoomContract extends OnLedger {
    @Test
    void aFullLedgerRefusesAndStillKnowsWhatItKnows() {
        SqlLedger small = open(fresh(3));
        List<String> ids = IntStream.range(0, 3)
                .mapToObj(nonce -> held(small, intent(nonce)))
                .toList();
        assertThat(small.reserve(intent(9), LEASE)).isEqualTo(new Reservation.Full());
        assertThat(small.reserve(intent(0), LEASE)).isInstanceOf(Reservation.Known.class);
        small.write(new Change.Released(ids.getFirst()));
        held(small, intent(9));
        assertThat(metrics.get("offerflow.verifier.ledger.refusals")
                        .tag("reason", "full")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void outcomesThatStayUnknownTakeRoom() {
        SqlLedger small = open(fresh(2));
        for (int nonce = 0; nonce < 2; nonce++) {
            String id = held(small, intent(nonce));
            small.write(new Change.Settling(id, ORDER, LEASE));
            small.write(new Change.Unknown(id, "", ""));
        }
        small.keepHouse();
        assertThat(small.reserve(intent(9), LEASE)).isEqualTo(new Reservation.Full());
    }

    @Test
    void whatProtectsNothingIsForgottenAndTheBookStays() {
        String settled = in(State.SETTLED, 1);
        String unknown = in(State.UNKNOWN, 2);
        String used = in(State.USED, 3);
        String expired = in(State.EXPIRED, 4);
        for (int nonce = 10; nonce < 10 + 2 * Housekeeping.STEP; nonce++) {
            in(State.RELEASED, nonce);
        }
        clock.forward(Duration.ofMinutes(4));
        ledger.keepHouse();
        assertThat(ledger.list(State.RELEASED, 2 * CAPACITY)).hasSize(2 * Housekeeping.STEP);
        clock.forward(Duration.ofMinutes(2));
        ledger.keepHouse();
        assertThat(ledger.list(State.RELEASED, 1)).isEmpty();
        clock.forward(Duration.ofMinutes(53));
        ledger.keepHouse();
        assertThat(ledger.find(used)).isPresent();
        clock.forward(Duration.ofMinutes(7));
        ledger.keepHouse();
        assertThat(ledger.find(used)).isEmpty();
        assertThat(ledger.find(expired)).isEmpty();
        assertThat(state(settled)).isEqualTo(State.SETTLED);
        assertThat(state(unknown)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void manyPaymentsShareATransaction() throws Exception {
        long before = metrics.get("offerflow.verifier.ledger.commit").timer().count();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reservation>> answers = IntStream.range(0, 900)
                    .mapToObj(nonce -> threads.submit(() -> ledger.reserve(intent(nonce), LEASE)))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Reservation.Held.class));
        }
        assertThat(metrics.get("offerflow.verifier.ledger.commit").timer().count() - before)
                .isLessThan(450);
    }

    @Test
    void aNewerSchemaIsNotTouched() throws Exception {
        opened.remove(ledger);
        ledger.close();
        try (Database raw = Database.of(database);
                var connection = raw.open();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO ledger_schema (version) VALUES (99)");
            connection.commit();
        }
        assertThatThrownBy(() -> open(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema 99");
    }

    @Test
    void aClosedLedgerRefusesInsteadOfWaiting() {
        opened.remove(ledger);
        ledger.close();
        assertThat(CompletableFuture.supplyAsync(() -> ledger.reserve(intent(1), LEASE))
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join())
                .isEqualTo(new Reservation.Unavailable());
        assertThat(ledger.write(new Change.Released("x"))).isEqualTo(Written.UNAVAILABLE);
    }
}

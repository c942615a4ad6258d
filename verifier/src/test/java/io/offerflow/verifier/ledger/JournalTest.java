package io.offerflow.verifier.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong while writing, whoever waits is answered, and with nothing that was not seen. */
class JournalTest {
    private final Database database = new PostgresDatabase(new LedgerSettings("jdbc:postgresql://none", "", null, 9));
    private Throwable failure = new OutOfMemoryError("a test");

    private Journal journal() {
        Connection failing = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        throw failure;
                    }
                    return null;
                });
        HeldPayments held = new HeldPayments();
        return new Journal(
                () -> {
                    Statements statements = new Statements(failing);
                    return new Session(statements, new SharedDesk(statements, held, "owner", new TestClock()));
                },
                database,
                held,
                new LedgerMetrics(new SimpleMeterRegistry()),
                9);
    }

    private static Reservation reserve(Journal journal) {
        CompletableFuture<Reservation> answer = new CompletableFuture<>();
        journal.submit(new Task.Reserve(new ReserveSql.Attempt("id", Intents.intent(1), Intents.LEASE), answer));
        return answer.orTimeout(5, TimeUnit.SECONDS).join();
    }

    @Test
    void anErrorFailsItsBatchAndTheJournalGoesOnAnswering() {
        try (Journal journal = journal()) {
            assertThat(reserve(journal)).isEqualTo(new Reservation.Unavailable());
            assertThat(journal.healthy()).isFalse();
            assertThat(reserve(journal)).isEqualTo(new Reservation.Unavailable());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void aDeadlockSaysNothingAboutThePayment(String state) {
        failure = new SQLException("gave way", state);
        try (Journal journal = journal()) {
            assertThat(reserve(journal)).isEqualTo(new Reservation.Unavailable());
            assertThat(journal.healthy()).isTrue();
        }
    }

    @Test
    void aUniqueIndexDoes() {
        failure = new SQLException("duplicate key", "23505");
        try (Journal journal = journal()) {
            assertThat(reserve(journal)).isEqualTo(new Reservation.IdentifierTaken());
        }
    }
}

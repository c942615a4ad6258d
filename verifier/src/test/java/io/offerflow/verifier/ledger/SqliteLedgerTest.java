package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is so with a file. */
class SqliteLedgerTest extends OnLedger {
    @TempDir
    Path folder;

    @Override
    LedgerSettings fresh(int capacity) {
        return SqliteFile.in(folder, "", capacity);
    }

    @Test
    void aSecondGateOnTheSameFileDoesNotStart() {
        assertThatThrownBy(() -> open(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another gate");
    }

    @Test
    void aFullDiskTurnsPaymentsAwayAndKeepsWhatIsThere() {
        LedgerSettings tight = SqliteFile.in(folder, "?max_page_count=40", CAPACITY);
        SqlLedger full = open(tight);
        String first = held(full, intent(0));
        int nonce = 1;
        while (full.reserve(intent(nonce), LEASE) instanceof Reservation.Held && nonce < CAPACITY) {
            nonce++;
        }
        assertThat(nonce).isBetween(2, CAPACITY - 1);
        assertThat(full.reserve(intent(nonce), LEASE)).isEqualTo(new Reservation.Unavailable());
        assertThat(full.find(first).orElseThrow().state()).isEqualTo(State.RESERVED);
        assertThat(metrics.get("offerflow.verifier.ledger.refusals")
                        .tag("reason", "unavailable")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void aLockedFileTurnsPaymentsAwayUntilItIsFree() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(ledger.reserve(intent(1), LEASE)).isEqualTo(new Reservation.Unavailable());
            statement.execute("ROLLBACK");
        }
        held(1);
    }

    @Test
    void theBookIsReadableWithSqlWhileTheGateRuns() throws SQLException {
        String id = in(State.SETTLED, 1);
        in(State.UNKNOWN, 2);
        try (Connection people = DriverManager.getConnection(database.url());
                Statement statement = people.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, offer_name, CAST(SUM(amount) AS INTEGER) FROM revenue GROUP BY offer_name")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(id);
            assertThat(row.getString(2)).isEqualTo("echo");
            assertThat(row.getLong(3)).isEqualTo(1_000);
        }
    }
}

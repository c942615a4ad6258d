package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static io.offerflow.verifier.ledger.Intents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
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
        String first = settling(full, 0).orElseThrow();
        int nonce = 1;
        while (settling(full, nonce).isPresent() && nonce < CAPACITY) {
            nonce++;
        }
        assertThat(nonce).isBetween(2, CAPACITY - 1);
        assertThat(reservedUntilRefused(full, nonce + 1)).isEqualTo(new Reservation.Unavailable());
        assertThat(full.find(first).orElseThrow().state()).isEqualTo(State.SETTLING);
        assertThat(metrics.get("offerflow.verifier.ledger.refusals")
                        .tag("reason", "unavailable")
                        .counter()
                        .count())
                .isPositive();
    }

    private static Optional<String> settling(SqlLedger ledger, int nonce) {
        String id = held(ledger, intent(nonce));
        return ledger.write(new Change.Settling(id, ORDER, LEASE)) == Written.DONE ? Optional.of(id) : Optional.empty();
    }

    /** What little room there is may still hold a few. */
    private static Reservation reservedUntilRefused(SqlLedger ledger, int from) {
        int nonce = from;
        Reservation answer = ledger.reserve(intent(nonce), LEASE);
        while (answer instanceof Reservation.Held held && nonce < from + CAPACITY) {
            ledger.write(new Change.Settling(held.id(), ORDER, LEASE));
            nonce++;
            answer = ledger.reserve(intent(nonce), LEASE);
        }
        return answer;
    }

    @Test
    void aLockedFileTurnsPaymentsAwayUntilItIsFree() throws SQLException {
        String id = held(1);
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.UNAVAILABLE);
            assertThat(ledger.reserve(intent(2), LEASE)).isEqualTo(new Reservation.Unavailable());
            statement.execute("ROLLBACK");
        }
        held(2);
        assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.DONE);
        assertThat(state(id)).isEqualTo(State.SETTLING);
    }

    @Test
    void aReservationWritesNothing() throws SQLException {
        held(1);
        assertThat(rows()).isZero();
        in(State.SETTLING, 2);
        assertThat(rows()).isEqualTo(1);
    }

    private long rows() throws SQLException {
        try (Connection people = DriverManager.getConnection(database.url());
                Statement statement = people.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM payment")) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    @Test
    void aCommitThatStoodWithoutSayingSoIsBuiltUpon() throws SQLException {
        String id = held(1);
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            statement.execute(
                    "INSERT INTO payment (id, key_hash, network, asset, payer, nonce, state, owner, lease_until,"
                            + " offer_namespace, offer_name, offer_uid, pay_to, amount, valid_before, facilitator, created_at, updated_at)"
                            + " VALUES ('" + id + "', '" + ShortHash.of(key(1)) + "', 'eip155:1', '0xa', '0xb', '"
                            + key(1).nonce() + "', 'settling', 'x', 0,"
                            + " '', '', '', '', '1', 0, 'http://127.0.0.1:1', 0, 0)");
        }
        assertThat(ledger.write(new Change.Released(id))).isEqualTo(Written.DONE);
        assertThat(state(id)).isEqualTo(State.RELEASED);
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

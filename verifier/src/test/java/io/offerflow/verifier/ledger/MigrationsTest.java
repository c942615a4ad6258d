package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static io.offerflow.verifier.ledger.Intents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an older program wrote is worth as much as before. */
class MigrationsTest extends OnLedger {
    private static final String PAID = "0xab";
    private static final int MANY = 2_500;

    @TempDir
    Path folder;

    /** The schema of the first program, with one payment that is settled, one that is not, and many more. */
    @Override
    LedgerSettings fresh(int capacity) {
        LedgerSettings settings = SqliteFile.in(folder, "", capacity);
        try (Connection old = DriverManager.getConnection(settings.url());
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            statement.execute("CREATE TABLE ledger_schema (version INTEGER NOT NULL PRIMARY KEY)");
            statement.execute("INSERT INTO ledger_schema (version) VALUES (1)");
            statement.executeUpdate(firstSchema());
            insert(statement, "settled", 1, "settled", PAID);
            insert(statement, "claimed", 2, "unknown", "0xcd");
            for (int i = 0; i < MANY; i++) {
                insert(statement, "more" + i, 10 + i, "settled", "0xef" + i);
            }
            old.commit();
        } catch (SQLException | IOException broken) {
            throw new IllegalStateException(broken);
        }
        return settings;
    }

    private static String firstSchema() throws IOException {
        try (InputStream file = Migrations.class.getResourceAsStream("V1__payments.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void insert(Statement statement, String id, int nonce, String state, String tx) throws SQLException {
        PaymentKey key = key(nonce);
        statement.execute("INSERT INTO payment (id, network, asset, payer, nonce, state, owner, lease_until,"
                + " offer_namespace, offer_name, offer_uid, pay_to, amount, valid_before, facilitator, tx, created_at, updated_at)"
                + " VALUES ('" + String.join("', '", id, key.network(), key.asset(), key.payer(), key.nonce(), state)
                + "', 'x', 0, '', '', '', '', '1', 0, 'http://127.0.0.1:1', '" + tx + "', 0, 0)");
    }

    @Test
    void itsPaymentsAreFoundAndBuyNothingAgain() {
        assertThat(ledger.find(key(1)).orElseThrow().id()).isEqualTo("settled");
        assertThat(ledger.reserve(intent(1), LEASE)).isInstanceOf(Reservation.Known.class);
        assertThat(ledger.reserve(intent(9 + MANY), LEASE)).isInstanceOf(Reservation.Known.class);
    }

    @Test
    void whatItCreditedIsNotCreditedAgainAndWhatItOnlyHeardOfCanBe() {
        String again = held(5);
        assertThat(ledger.write(new Change.Settling(again, ORDER, LEASE))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Settled(again, PAID, "", null))).isEqualTo(Written.TRANSACTION_TAKEN);
        assertThat(ledger.write(new Change.Settled("claimed", "0xcd", "", null)))
                .isEqualTo(Written.DONE);
    }

    @Test
    void aNewerBookIsLeftAlone() throws SQLException {
        ledger.close();
        try (Connection newer = DriverManager.getConnection(database.url());
                Statement statement = newer.createStatement();
                ResultSet version = statement.executeQuery("SELECT MAX(version) FROM ledger_schema")) {
            assertThat(version.next()).isTrue();
            statement.executeUpdate("INSERT INTO ledger_schema (version) VALUES (" + (version.getInt(1) + 1) + ")");
        }
        assertThatThrownBy(() -> open(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this program knows");
    }
}

package io.offerflow.verifier.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.signin.Nonces.Use;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSignInTest extends SignInContract {
    private final AtomicInteger files = new AtomicInteger();

    @TempDir
    Path folder;

    @Override
    LedgerSettings fresh() {
        String file = folder.resolve("ledger" + files.incrementAndGet() + ".db").toString();
        return new LedgerSettings("jdbc:sqlite:" + file, "", null, 1_000);
    }

    @Override
    SqlLedger second() {
        return ledger;
    }

    @Test
    void aFileThatCannotBeWrittenSignsNobodyIn() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(use(ledger, "nonce0001")).isEqualTo(Use.REFUSED);
            statement.execute("ROLLBACK");
        }
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.FIRST);
    }
}

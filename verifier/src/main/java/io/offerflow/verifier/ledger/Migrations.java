package io.offerflow.verifier.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings a database to the schema of this program: numbered SQL files, each applied once, all in one transaction. Files that were released
 * never change. The SQL is what both databases understand, statements end with a semicolon at the end of a line.
 */
final class Migrations {
    private static final List<Step> STEPS = List.of(
            new Step("V1__payments.sql", connection -> {}),
            new Step("V2__sign_ins.sql", connection -> {}),
            new Step("V3__short_hashes.sql", ShortHashes::fill),
            new Step("V4__hash_indexes.sql", connection -> {}));

    /** A file, and what SQL of both databases cannot say and is done after it. */
    private record Step(String file, Work then) {}

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private Migrations() {}

    /** @throws IllegalStateException when a newer program has migrated the database already */
    static void apply(Database database, Connection connection) throws SQLException {
        database.lockForMigration(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS ledger_schema (version INTEGER NOT NULL PRIMARY KEY)");
            int version = version(statement);
            if (version > STEPS.size()) {
                throw new IllegalStateException(
                        "the ledger has schema " + version + ", this program knows " + STEPS.size());
            }
            for (int next = version; next < STEPS.size(); next++) {
                Step step = STEPS.get(next);
                for (String sql : read(step.file()).split(";\\s*\\n")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                step.then().on(connection);
                statement.execute("INSERT INTO ledger_schema (version) VALUES (" + (next + 1) + ")");
            }
        }
        connection.commit();
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM ledger_schema")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static String read(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}

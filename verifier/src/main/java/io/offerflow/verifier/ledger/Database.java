package io.offerflow.verifier.ledger;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs between databases. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {

    static Database of(LedgerSettings settings) {
        if (settings.url().startsWith(SqliteDatabase.PREFIX)) {
            return new SqliteDatabase(settings.url());
        }
        if (settings.url().startsWith(PostgresDatabase.PREFIX)) {
            return new PostgresDatabase(settings);
        }
        throw new IllegalArgumentException(
                "a ledger's address begins with " + SqliteDatabase.PREFIX + " or " + PostgresDatabase.PREFIX);
    }

    /** A connection whose commits are durable, without autocommit. */
    Connection open() throws SQLException;

    /** Nobody else writes: whatever is open when the process starts was left behind. */
    boolean exclusive();

    /** Within the current transaction, keeps other replicas from migrating. */
    void lockForMigration(Connection connection) throws SQLException;

    /** The statement failed because of its own row, so that others of its batch may still succeed. */
    boolean concernsOneRow(SQLException failure);

    /** Of such a failure: another row stands where this one would. */
    boolean contradicts(SQLException failure);

    @Override
    void close();
}

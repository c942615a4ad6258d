package io.offerflow.verifier.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;

/** Shared by several replicas: inserting a row is the reservation. */
final class PostgresDatabase implements Database {
    static final String PREFIX = "jdbc:postgresql:";

    /** Any number, as long as every gate takes the same. */
    private static final long MIGRATION_LOCK = 0x0ffe_4f10_1ed6_e401L;

    private static final String UNIQUE = "23505";
    /** Deadlock and serialization failure: tried again row by row, they pass. */
    private static final Set<String> OF_ONE_ROW = Set.of(UNIQUE, "40P01", "40001");

    private final LedgerSettings settings;

    PostgresDatabase(LedgerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "offerflow-verifier");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        if (!settings.user().isEmpty()) {
            properties.setProperty("user", settings.user());
        }
        Path password = settings.passwordFile();
        if (password != null) {
            properties.setProperty("password", read(password));
        }
        Connection connection = DriverManager.getConnection(settings.url(), properties);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // A replica that hangs in a transaction must not hang the others; a commit that is not on disk is none.
            statement.execute("SET lock_timeout = '2s'");
            statement.execute("SET statement_timeout = '5s'");
            statement.execute("SET synchronous_commit = 'on'");
        }
        connection.commit();
        return connection;
    }

    @Override
    public boolean exclusive() {
        return false;
    }

    @Override
    public void lockForMigration(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
        }
    }

    @Override
    public boolean concernsOneRow(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && OF_ONE_ROW.contains(state);
    }

    @Override
    public boolean contradicts(SQLException failure) {
        return UNIQUE.equals(failure.getSQLState());
    }

    @Override
    public void close() {}

    private static String read(Path file) throws SQLException {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new SQLException("the file with the ledger's password cannot be read: " + file, unreadable);
        }
    }
}

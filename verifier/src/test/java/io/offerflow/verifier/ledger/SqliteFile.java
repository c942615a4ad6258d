package io.offerflow.verifier.ledger;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A database file of its own for each who asks. */
final class SqliteFile {
    private static final AtomicInteger FILES = new AtomicInteger();

    private SqliteFile() {}

    /** @param parameters of SQLite's JDBC address, with their question mark */
    static LedgerSettings in(Path folder, String parameters, int capacity) {
        Path file = folder.resolve("ledger" + FILES.incrementAndGet() + ".db");
        return new LedgerSettings("jdbc:sqlite:" + file + parameters, "", null, capacity);
    }
}

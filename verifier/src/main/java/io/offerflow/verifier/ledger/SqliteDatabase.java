package io.offerflow.verifier.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** One file, one process: a lock file beside it keeps a second gate out, while people may still read it with {@code sqlite3}. */
final class SqliteDatabase implements Database {
    static final String PREFIX = "jdbc:sqlite:";

    private static final int CONSTRAINT = 19;
    private static final int BUSY_MILLIS = 2_000;
    /** Pages between two checkpoints: each costs two syncs that payments wait for. */
    private static final int CHECKPOINT_PAGES = 4_000;

    /** A commit after a page was split looks through all of it, so more costs more than it saves. */
    private static final int CACHE_KIB = 8_192;

    private final String url;
    private final FileChannel channel;

    SqliteDatabase(String url) {
        this.url = url;
        Path file = Path.of(url.substring(PREFIX.length()).split("\\?", 2)[0]).toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            this.channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException unusable) {
            throw new UncheckedIOException("the ledger's folder cannot be used: " + file.getParent(), unusable);
        }
        if (!locked()) {
            close();
            throw new IllegalStateException("another gate uses the ledger " + file + "; several need PostgreSQL");
        }
    }

    @Override
    public Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        // Otherwise the driver asks for the new row's number after each insert.
        config.setGetGeneratedKeys(false);
        Connection connection = config.createConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
        }
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public boolean exclusive() {
        return true;
    }

    /** The lock file does it. */
    @Override
    public void lockForMigration(Connection connection) {}

    @Override
    public boolean concernsOneRow(SQLException failure) {
        return (failure.getErrorCode() & 0xff) == CONSTRAINT;
    }

    @Override
    public boolean contradicts(SQLException failure) {
        return concernsOneRow(failure);
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("releasing the ledger's lock", e);
        }
    }

    private boolean locked() {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("locking the ledger", e);
        }
    }
}

package io.offerflow.verifier.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Answers questions over a connection of its own, one at a time, so that no question waits for a sync to disk or holds up a payment. */
final class Reader implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Database database;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean closed;

    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    Reader(Database database) {
        this.database = database;
    }

    /** @throws LedgerUnavailableException when the database does not answer */
    <T> T ask(Query<T> query) {
        try {
            if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new LedgerUnavailableException(new TimeoutException("too many questions"));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException(stopping);
        }
        try {
            return answer(query);
        } catch (SQLException failure) {
            drop();
            throw new LedgerUnavailableException(failure);
        } finally {
            turn.unlock();
        }
    }

    private <T> T answer(Query<T> query) throws SQLException {
        if (closed) {
            throw new SQLException("the ledger is closed");
        }
        Connection current = connection;
        if (current == null) {
            current = database.open();
            connection = current;
        }
        T answer = query.run(current);
        // Ends the snapshot: the next question must see what has been written since.
        current.rollback();
        return answer;
    }

    private void drop() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException broken) {
            // It is given up anyway; why it broke is in the exception that led here.
        }
        connection = null;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            drop();
        } finally {
            turn.unlock();
        }
    }
}

package io.offerflow.verifier.ledger;

import io.offerflow.verifier.signin.Nonces;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever waits when a transaction ends goes into the next one together, so one sync to disk serves many
 * payments. When the database fails, all that wait are told so at once, and the next batch tries a new connection.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int BATCH = 512;
    /** Less than a sync to disk takes, so hardly anybody waits longer for one than he would have anyway. */
    private static final Duration GATHER = Duration.ofNanos(500_000);
    /** In a row; together they take as long as a few syncs. */
    private static final int GATHERINGS = 6;
    /** Fewer payments than this do not wait for each other. */
    private static final int COMPANY = 8;

    private static final Duration STOP = Duration.ofSeconds(15);

    private final Opener opener;
    private final Database database;
    private final HeldPayments held;
    private final LedgerMetrics metrics;
    private final int capacity;
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::write, "ledger");
    private @Nullable Session session;
    private volatile int openElsewhere;
    private volatile boolean healthy = true;
    private volatile boolean closed;

    interface Opener {
        Session open() throws SQLException;
    }

    Journal(Opener opener, Database database, HeldPayments held, LedgerMetrics metrics, int capacity) {
        this.opener = opener;
        this.database = database;
        this.held = held;
        this.metrics = metrics;
        this.capacity = capacity;
        thread.start();
    }

    /** Never waits. A reservation or sign-in is refused when more wait than could ever be admitted; what follows one never is. */
    void submit(Task task) {
        boolean begins = task instanceof Task.Reserve || task instanceof Task.Remember;
        boolean crowded = begins && queue.size() >= capacity;
        if (closed || crowded) {
            task.unavailable();
            return;
        }
        queue.add(task);
        if (closed && queue.remove(task)) {
            task.unavailable();
        }
    }

    /** Payments that no request works on and whose outcome is open; they count against the capacity. */
    void openElsewhere(int count) {
        openElsewhere = count;
    }

    boolean healthy() {
        return healthy;
    }

    private void write() {
        List<Task> batch = new ArrayList<>(BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
                gather();
                queue.drainTo(batch, BATCH - 1);
                metrics.commit(batch.size(), () -> commit(batch));
            } catch (InterruptedException closing) {
                // The loop's condition decides: what still waits is written.
            } catch (RuntimeException | Error defect) {
                // This thread must outlive everything: without it each payment would wait for ever.
                healthy = false;
                batch.forEach(Task::unavailable);
                drop();
                LOG.error("writing to the ledger failed", defect);
            }
            batch.clear();
        }
        drop();
    }

    /**
     * Where more payments are on their way than wait here, some of them are about to come: a transaction that they share costs little more
     * than one without them. As long as some do come, more may.
     */
    private void gather() {
        int before = -1;
        for (int i = 0; i < GATHERINGS && queue.size() > before && held.size() > queue.size() + COMPANY; i++) {
            before = queue.size();
            LockSupport.parkNanos(GATHER.toNanos());
        }
    }

    private void commit(List<Task> batch) {
        try {
            run(batch);
            healthy = true;
        } catch (SQLException failure) {
            undo();
            if (!database.concernsOneRow(failure)) {
                fail(batch, failure);
            } else if (batch.size() == 1) {
                alone(batch.getFirst(), failure);
            } else {
                oneByOne(batch);
            }
        }
    }

    /** Until the database itself fails: waiting for that again with each task would take minutes. */
    private void oneByOne(List<Task> batch) {
        healthy = true;
        for (Task task : batch) {
            if (healthy) {
                commit(List.of(task));
            } else {
                task.unavailable();
            }
        }
    }

    private void run(List<Task> batch) throws SQLException {
        Session current = session;
        if (current == null) {
            current = opener.open();
            session = current;
        }
        current.run(batch, capacity - openElsewhere - held.size());
    }

    /** A deadlock or the like has nothing to say about the payment. */
    private void alone(Task task, SQLException failure) {
        if (database.contradicts(failure)) {
            contradicted(task);
        } else {
            LOG.warn("the database gave way to another replica's write: {}", failure.getMessage());
            task.unavailable();
        }
    }

    /** A unique index says no although the statement did not see why: another replica was faster by a moment. */
    private void contradicted(Task task) {
        switch (task) {
            case Task.Reserve reserve -> reserve.answer().complete(new Reservation.IdentifierTaken());
            case Task.Apply apply -> apply.answer().complete(Written.TRANSACTION_TAKEN);
            case Task.Remember remember -> remember.answer().complete(Nonces.Use.AGAIN);
            case Task.Chore chore -> chore.answer().complete(0);
        }
    }

    private void fail(List<Task> batch, SQLException failure) {
        if (healthy) {
            LOG.error("the ledger cannot be written; payments are turned away until it can", failure);
        }
        healthy = false;
        batch.forEach(Task::unavailable);
        drop();
    }

    private void undo() {
        try {
            if (session != null) {
                session.rollback();
            }
        } catch (SQLException broken) {
            drop();
        }
    }

    private void drop() {
        Session given = session;
        session = null;
        try {
            if (given != null) {
                given.close();
            }
        } catch (SQLException | RuntimeException broken) {
            LOG.debug("closing a connection that failed", broken);
        }
    }

    /** Writes what waits, then stops. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(STOP)) {
                LOG.warn("the ledger was still writing after {} s", STOP.toSeconds());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        queue.forEach(Task::unavailable);
    }
}

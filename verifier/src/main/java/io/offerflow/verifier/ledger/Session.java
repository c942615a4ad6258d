package io.offerflow.verifier.ledger;

import io.offerflow.verifier.signin.Nonces;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one transaction does. Of one thread. */
final class Session implements AutoCloseable {
    /** Replicas that insert the same keys in the same order wait for each other instead of locking each other out. */
    private static final Comparator<Task.Remember> BY_WALLET =
            Comparator.comparing(Task.Remember::wallet).thenComparing(Task.Remember::nonce);

    private static final String REMEMBER =
            "INSERT INTO sign_in (wallet, nonce, until) VALUES (?, ?, ?) ON CONFLICT (wallet, nonce) DO NOTHING";

    private final Statements statements;
    private final Desk desk;

    Session(Statements statements, Desk desk) {
        this.statements = statements;
        this.desk = desk;
    }

    /**
     * All tasks in one transaction. Answers to changes are given after the commit; answers to reservations before it, as {@link Desk} says.
     *
     * @param room how many more payments may be reserved
     */
    void run(List<Task> tasks, int room) throws SQLException {
        List<Runnable> answers = new ArrayList<>();
        List<Task.Apply> changes = new ArrayList<>();
        List<Task.Reserve> reserves = new ArrayList<>();
        List<Task.Remember> signIns = new ArrayList<>();
        for (Task task : tasks) {
            switch (task) {
                case Task.Apply apply -> changes.add(apply);
                case Task.Reserve reserve -> reserves.add(reserve);
                case Task.Remember remember -> signIns.add(remember);
                case Task.Chore chore -> {
                    int rows = chore.sql().run(statements.connection());
                    answers.add(() -> chore.answer().complete(rows));
                }
            }
        }
        desk.change(changes, answers);
        signIns.sort(BY_WALLET);
        remember(signIns, answers);
        desk.reserve(reserves, room);
        statements.connection().commit();
        answers.forEach(Runnable::run);
    }

    /** Answered after the commit: a message that a crash makes the ledger forget must not have opened anything. */
    private void remember(List<Task.Remember> signIns, List<Runnable> answers) throws SQLException {
        if (signIns.isEmpty()) {
            return;
        }
        PreparedStatement statement = statements.of(REMEMBER);
        for (Task.Remember one : signIns) {
            ChangeSql.set(statement, one.wallet(), one.nonce(), one.until());
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            Task.Remember one = signIns.get(i);
            Nonces.Use use = counts[i] == 1 ? Nonces.Use.FIRST : Nonces.Use.AGAIN;
            answers.add(() -> one.answer().complete(use));
        }
    }

    void rollback() throws SQLException {
        statements.rollback();
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}

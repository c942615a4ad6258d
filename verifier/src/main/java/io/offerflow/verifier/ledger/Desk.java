package io.offerflow.verifier.ledger;

import java.sql.SQLException;
import java.util.List;

/** How payments get into the database and change there, within the transaction of their batch. Of one thread. */
sealed interface Desk permits SharedDesk, OwnDesk {

    /** @param answers to be given after the commit */
    void change(List<Task.Apply> changes, List<Runnable> answers) throws SQLException;

    /**
     * Answers at once: should the commit fail, the settling step finds no reservation or writes it itself.
     *
     * @param room how many more payments may be reserved
     */
    void reserve(List<Task.Reserve> reserves, int room) throws SQLException;
}

package io.offerflow.verifier.ledger;

import io.offerflow.verifier.signin.Nonces;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Something the journal does in its next transaction, and the promise of its answer. */
sealed interface Task {

    record Reserve(ReserveSql.Attempt attempt, CompletableFuture<Reservation> answer) implements Task {}

    record Apply(Change change, CompletableFuture<Written> answer) implements Task {}

    /** A sign-in message; {@code until} in milliseconds since 1970. */
    record Remember(String wallet, String nonce, long until, CompletableFuture<Nonces.Use> answer) implements Task {}

    /** Housekeeping; answers with the number of rows it touched. */
    record Chore(Sql sql, CompletableFuture<Integer> answer) implements Task {}

    interface Sql {
        int run(Connection connection) throws SQLException;
    }

    default void unavailable() {
        switch (this) {
            case Reserve reserve -> reserve.answer().complete(new Reservation.Unavailable());
            case Apply apply -> apply.answer().complete(Written.UNAVAILABLE);
            case Remember remember -> remember.answer().complete(Nonces.Use.REFUSED);
            case Chore chore -> chore.answer().complete(0);
        }
    }
}

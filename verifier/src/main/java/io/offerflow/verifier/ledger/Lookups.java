package io.offerflow.verifier.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Why a statement changed nothing, read within its transaction. */
final class Lookups {
    /** From here a payment can become settled. */
    private static final Set<State> OPEN = Set.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED);

    private final Connection connection;

    Lookups(Connection connection) {
        this.connection = connection;
    }

    Written refused(Change change) throws SQLException {
        if (!(change instanceof Change.Settled settled) || settled.transaction().isEmpty()) {
            return Written.STALE;
        }
        boolean open = Rows.byId(connection, change.id())
                .map(row -> OPEN.contains(row.state()))
                .orElse(false);
        return open ? Written.TRANSACTION_TAKEN : Written.STALE;
    }

    /** A released payment is not known: it may come again. */
    Optional<Reservation> known(Intent intent) throws SQLException {
        return Rows.byKey(connection, intent.key())
                .filter(row -> row.state() != State.RELEASED)
                .map(row -> known(intent, row));
    }

    static Reservation known(Intent intent, PaymentRecord row) {
        boolean another = intent.presented().identifier() != null
                && !intent.presented().digest().equals(row.digest());
        return another ? new Reservation.IdentifierTaken() : new Reservation.Known(row);
    }
}

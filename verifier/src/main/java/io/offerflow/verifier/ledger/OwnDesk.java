package io.offerflow.verifier.ledger;

import io.offerflow.verifier.ledger.Reservations.Kept;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where nobody else writes: a reservation is kept in memory, and the first step that must outlive the process inserts the row. So a payment
 * costs two writes instead of three.
 */
final class OwnDesk implements Desk {
    private final Statements statements;
    private final Lookups lookups;
    private final SharedDesk written;
    private final Reservations memory;
    private final HeldPayments held;
    private final Parts parts;

    /** @param writable false while the last write has failed */
    record Parts(String owner, InstantSource clock, BooleanSupplier writable) {}

    OwnDesk(Statements statements, Reservations memory, HeldPayments held, Parts parts) {
        this.statements = statements;
        this.lookups = new Lookups(statements.connection());
        this.written = new SharedDesk(statements, held, parts.owner(), parts.clock());
        this.memory = memory;
        this.held = held;
        this.parts = parts;
    }

    @Override
    public void change(List<Task.Apply> changes, List<Runnable> answers) throws SQLException {
        long now = parts.clock().millis();
        for (Task.Apply apply : changes) {
            Written result = change(apply.change(), now, answers);
            answers.add(() -> {
                held.after(apply.change(), now);
                apply.answer().complete(result);
            });
        }
    }

    private Written change(Change change, long now, List<Runnable> answers) throws SQLException {
        Kept kept = memory.get(change.id());
        if (kept == null) {
            return update(change, now);
        }
        return switch (change) {
            case Change.Verified c -> verified(kept, now, answers);
            case Change.Settling c -> inserted(kept, c, now, answers);
            case Change.Released c -> inserted(kept, c, now, answers);
            case Change.Used c -> inserted(kept, c, now, answers);
            case Change.Settled c -> update(c, now);
            case Change.Unknown c -> update(c, now);
            case Change.Delivered c -> update(c, now);
            case Change.Undelivered c -> update(c, now);
            case Change.Resolved c -> update(c, now);
        };
    }

    private Written verified(Kept kept, long now, List<Runnable> answers) {
        if (kept.state() != State.RESERVED) {
            return Written.STALE;
        }
        answers.add(() -> memory.verify(kept, now));
        return Written.DONE;
    }

    /** A row may stand there already, from a commit that was not confirmed: then it is changed like any other. */
    private Written inserted(Kept kept, Change change, long now, List<Runnable> answers) throws SQLException {
        PreparedStatement statement = statements.of(OwnSql.INSERT);
        OwnSql.bind(kept, change, parts.owner(), now, statement);
        Written result = statement.executeUpdate() == 1 ? Written.DONE : update(change, now);
        answers.add(() -> memory.remove(kept));
        return result;
    }

    private Written update(Change change, long now) throws SQLException {
        PreparedStatement statement = statements.of(ChangeSql.text(change));
        ChangeSql.bind(change, now, statement);
        return statement.executeUpdate() == 1 ? Written.DONE : lookups.refused(change);
    }

    @Override
    public void reserve(List<Task.Reserve> reserves, int room) throws SQLException {
        int left = room;
        for (Task.Reserve reserve : reserves) {
            Optional<Reservation> known = known(reserve.attempt().intent());
            if (known.isPresent()) {
                reserve.answer().complete(known.get());
            } else if (left <= 0) {
                reserve.answer().complete(new Reservation.Full());
            } else {
                left--;
                admit(reserve);
            }
        }
    }

    /**
     * While the database refuses to write, a reservation is a row: nobody is to verify and work for a payment that cannot be remembered when
     * it comes to that.
     */
    private void admit(Task.Reserve reserve) throws SQLException {
        if (!parts.writable().getAsBoolean()) {
            written.reserve(new ArrayList<>(List.of(reserve)), 1);
            return;
        }
        long now = parts.clock().millis();
        memory.add(reserve.attempt(), now);
        held.add(reserve.attempt(), now);
        reserve.answer().complete(new Reservation.Held(reserve.attempt().id()));
    }

    private Optional<Reservation> known(Intent intent) throws SQLException {
        PaymentKey key = intent.key();
        Optional<PaymentRecord> kept = memory.find(key);
        if (kept.isPresent()) {
            return kept.map(row -> Lookups.known(intent, row));
        }
        if (stands(OwnSql.KEY_STANDS, ShortHash.of(key))) {
            return lookups.known(intent);
        }
        String name = intent.presented().identifier();
        boolean taken = name != null && (memory.namesAnother(intent) || stands(OwnSql.NAME_STANDS, key.payer(), name));
        return taken ? Optional.of(new Reservation.IdentifierTaken()) : Optional.empty();
    }

    private boolean stands(String sql, Object... values) throws SQLException {
        PreparedStatement statement = statements.of(sql);
        ChangeSql.set(statement, values);
        try (ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }
}

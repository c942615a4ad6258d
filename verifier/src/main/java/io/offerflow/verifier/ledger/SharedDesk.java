package io.offerflow.verifier.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where other replicas write too: inserting the row is the reservation, and the database decides. */
final class SharedDesk implements Desk {
    /** Replicas that insert the same keys in the same order wait for each other instead of locking each other out. */
    private static final Comparator<Task.Reserve> BY_KEY = Comparator.comparing(
            reserve -> reserve.attempt().intent().key(),
            Comparator.comparing(PaymentKey::payer).thenComparing(PaymentKey::nonce));

    private final Statements statements;
    private final Lookups lookups;
    private final HeldPayments held;
    private final String owner;
    private final InstantSource clock;

    SharedDesk(Statements statements, HeldPayments held, String owner, InstantSource clock) {
        this.statements = statements;
        this.lookups = new Lookups(statements.connection());
        this.held = held;
        this.owner = owner;
        this.clock = clock;
    }

    @Override
    public void change(List<Task.Apply> changes, List<Runnable> answers) throws SQLException {
        Map<String, List<Task.Apply>> groups = new LinkedHashMap<>();
        for (Task.Apply apply : changes) {
            groups.computeIfAbsent(ChangeSql.text(apply.change()), sql -> new ArrayList<>())
                    .add(apply);
        }
        for (Map.Entry<String, List<Task.Apply>> group : groups.entrySet()) {
            apply(group.getKey(), group.getValue(), answers);
        }
    }

    private void apply(String sql, List<Task.Apply> group, List<Runnable> answers) throws SQLException {
        long now = clock.millis();
        PreparedStatement statement = statements.of(sql);
        for (Task.Apply apply : group) {
            ChangeSql.bind(apply.change(), now, statement);
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            Task.Apply apply = group.get(i);
            Written written = counts[i] == 1 ? Written.DONE : lookups.refused(apply.change());
            answers.add(() -> {
                held.after(apply.change(), now);
                apply.answer().complete(written);
            });
        }
    }

    @Override
    public void reserve(List<Task.Reserve> reserves, int room) throws SQLException {
        reserves.sort(BY_KEY);
        int admitted = Math.min(reserves.size(), Math.max(0, room));
        if (admitted > 0) {
            insert(reserves.subList(0, admitted));
        }
        for (Task.Reserve late : reserves.subList(admitted, reserves.size())) {
            late.answer().complete(lookups.known(late.attempt().intent()).orElse(new Reservation.Full()));
        }
    }

    private void insert(List<Task.Reserve> reserves) throws SQLException {
        long now = clock.millis();
        PreparedStatement statement = statements.of(ReserveSql.TEXT);
        for (Task.Reserve reserve : reserves) {
            ReserveSql.bind(reserve.attempt(), owner, now, statement);
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            Task.Reserve reserve = reserves.get(i);
            if (counts[i] == 1) {
                held.add(reserve.attempt(), now);
                reserve.answer().complete(new Reservation.Held(reserve.attempt().id()));
            } else {
                reserve.answer()
                        .complete(lookups.known(reserve.attempt().intent()).orElse(new Reservation.IdentifierTaken()));
            }
        }
    }
}

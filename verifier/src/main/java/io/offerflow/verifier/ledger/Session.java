package io.offerflow.verifier.ledger;

import io.offerflow.verifier.signin.Nonces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One connection and its prepared statements. Of one thread. */
final class Session implements AutoCloseable {
    private static final Comparator<Task.Reserve> BY_KEY = Comparator.comparing(
            reserve -> reserve.attempt().intent().key(),
            Comparator.comparing(PaymentKey::payer).thenComparing(PaymentKey::nonce));

    private static final Comparator<Task.Remember> BY_WALLET =
            Comparator.comparing(Task.Remember::wallet).thenComparing(Task.Remember::nonce);

    private static final String REMEMBER =
            "INSERT INTO sign_in (wallet, nonce, until) VALUES (?, ?, ?) ON CONFLICT (wallet, nonce) DO NOTHING";

    /** From here a payment can become settled. */
    private static final Set<State> OPEN = Set.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED);

    private final Connection connection;
    private final String owner;
    private final InstantSource clock;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection, String owner, InstantSource clock) {
        this.connection = connection;
        this.owner = owner;
        this.clock = clock;
    }

    /**
     * All tasks in one transaction. Answers to changes are given after the commit; answers to reservations before it: they hold from the
     * moment the insert has run, and should the commit fail, the settling step finds no row.
     *
     * @param room how many more payments may be reserved
     */
    void run(List<Task> tasks, int room, HeldPayments held) throws SQLException {
        List<Runnable> answers = new ArrayList<>();
        Map<String, List<Task.Apply>> changes = new LinkedHashMap<>();
        List<Task.Reserve> reserves = new ArrayList<>();
        List<Task.Remember> signIns = new ArrayList<>();
        for (Task task : tasks) {
            switch (task) {
                case Task.Apply apply ->
                    changes.computeIfAbsent(ChangeSql.text(apply.change()), sql -> new ArrayList<>())
                            .add(apply);
                case Task.Reserve reserve -> reserves.add(reserve);
                case Task.Remember remember -> signIns.add(remember);
                case Task.Chore chore -> {
                    int rows = chore.sql().run(connection);
                    answers.add(() -> chore.answer().complete(rows));
                }
            }
        }
        for (Map.Entry<String, List<Task.Apply>> group : changes.entrySet()) {
            apply(group.getKey(), group.getValue(), held, answers);
        }
        // Replicas that insert the same keys in the same order wait for each other instead of locking each other out.
        signIns.sort(BY_WALLET);
        remember(signIns, answers);
        reserves.sort(BY_KEY);
        reserve(reserves, room, held);
        connection.commit();
        answers.forEach(Runnable::run);
    }

    private void apply(String sql, List<Task.Apply> group, HeldPayments held, List<Runnable> answers)
            throws SQLException {
        long now = clock.millis();
        PreparedStatement statement = statement(sql);
        for (Task.Apply apply : group) {
            ChangeSql.bind(apply.change(), now, statement);
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            Task.Apply apply = group.get(i);
            Written written = counts[i] == 1 ? Written.DONE : refused(apply.change());
            answers.add(() -> {
                held.after(apply.change(), now);
                apply.answer().complete(written);
            });
        }
    }

    /** Answered after the commit: a message that a crash makes the ledger forget must not have opened anything. */
    private void remember(List<Task.Remember> signIns, List<Runnable> answers) throws SQLException {
        if (signIns.isEmpty()) {
            return;
        }
        PreparedStatement statement = statement(REMEMBER);
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

    private Written refused(Change change) throws SQLException {
        if (!(change instanceof Change.Settled settled) || settled.transaction().isEmpty()) {
            return Written.STALE;
        }
        boolean open = Rows.byId(connection, change.id())
                .map(row -> OPEN.contains(row.state()))
                .orElse(false);
        return open ? Written.TRANSACTION_TAKEN : Written.STALE;
    }

    private void reserve(List<Task.Reserve> reserves, int room, HeldPayments held) throws SQLException {
        int admitted = Math.min(reserves.size(), Math.max(0, room));
        if (admitted > 0) {
            long now = clock.millis();
            PreparedStatement statement = statement(ReserveSql.TEXT);
            for (Task.Reserve reserve : reserves.subList(0, admitted)) {
                ReserveSql.bind(reserve.attempt(), owner, now, statement);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                Task.Reserve reserve = reserves.get(i);
                if (counts[i] == 1) {
                    held.add(reserve.attempt(), now);
                    reserve.answer()
                            .complete(new Reservation.Held(reserve.attempt().id()));
                } else {
                    reserve.answer()
                            .complete(known(reserve.attempt().intent()).orElse(new Reservation.IdentifierTaken()));
                }
            }
        }
        for (Task.Reserve late : reserves.subList(admitted, reserves.size())) {
            late.answer().complete(known(late.attempt().intent()).orElse(new Reservation.Full()));
        }
    }

    /** A released payment is not known: it may come again. */
    private Optional<Reservation> known(Intent intent) throws SQLException {
        return Rows.byKey(connection, intent.key())
                .filter(row -> row.state() != State.RELEASED)
                .map(row -> {
                    boolean another = intent.presented().identifier() != null
                            && !intent.presented().digest().equals(row.digest());
                    return another ? new Reservation.IdentifierTaken() : new Reservation.Known(row);
                });
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    void rollback() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.clearBatch();
        }
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

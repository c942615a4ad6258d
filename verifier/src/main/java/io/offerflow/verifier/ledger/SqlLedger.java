package io.offerflow.verifier.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.verifier.signin.Nonces;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in a SQL database; it remembers sign-ins as well. */
public final class SqlLedger implements PaymentLedger, Nonces, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlLedger.class);
    private static final long HOUSEKEEPING_MILLIS = 1_000;
    /** A count every quarter of a minute: what dashboards look at. */
    private static final int SWEEPS_PER_COUNT = 15;

    private static final String ORDER = "SELECT facilitator, settle_order FROM payment WHERE id = ?";

    private final Database database;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final HeldPayments held = new HeldPayments();
    /** Empty where the database is shared. */
    private final Reservations reservations = new Reservations();

    private final String owner;
    private final LedgerMetrics metrics;
    private final Journal journal;
    private final Reader reader;
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ledger-housekeeping").daemon().factory());
    private volatile boolean signInsFull;
    /** Of the housekeeping thread. */
    private long sweeps;

    /**
     * Migrates the database and resolves what a stop left behind.
     *
     * @param random unguessable and safe for many threads: ids are made of it
     * @throws IllegalStateException when the database cannot be used, or another gate has the SQLite file
     */
    public static SqlLedger open(
            LedgerSettings settings, InstantSource clock, RandomGenerator random, MeterRegistry registry) {
        Database database = Database.of(settings);
        try (Connection connection = database.open()) {
            Migrations.apply(database, connection);
            long now = clock.millis();
            int left = Housekeeping.recover(connection, database.exclusive() ? Long.MAX_VALUE : now, now);
            connection.commit();
            if (left > 0) {
                LOG.warn(
                        "{} payments were open when the gate stopped; those that were being settled are unknown", left);
            }
        } catch (SQLException unusable) {
            database.close();
            throw new IllegalStateException("the ledger cannot be opened: " + unusable.getMessage(), unusable);
        } catch (RuntimeException refused) {
            database.close();
            throw refused;
        }
        return new SqlLedger(database, settings.capacity(), clock, random, new LedgerMetrics(registry));
    }

    private SqlLedger(
            Database database, int capacity, InstantSource clock, RandomGenerator random, LedgerMetrics metrics) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        this.owner = HexFormat.of().toHexDigits(random.nextLong());
        this.journal = new Journal(this::session, database, held, metrics, capacity);
        this.reader = new Reader(database);
        metrics.healthy(journal::healthy);
        housekeeping.scheduleWithFixedDelay(this::keepHouseQuietly, 0, HOUSEKEEPING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Session session() throws SQLException {
        Statements statements = new Statements(database.open());
        Desk desk = database.exclusive()
                ? new OwnDesk(statements, reservations, held, new OwnDesk.Parts(owner, clock, journal::healthy))
                : new SharedDesk(statements, held, owner, clock);
        return new Session(statements, desk);
    }

    @Override
    public Reservation reserve(Intent intent, Duration lease) {
        CompletableFuture<Reservation> answer = new CompletableFuture<>();
        journal.submit(new Task.Reserve(new ReserveSql.Attempt(newId(), intent, lease), answer));
        Reservation reservation = answer.join();
        metrics.refused(reservation);
        return reservation;
    }

    @Override
    public Written write(Change change) {
        CompletableFuture<Written> answer = new CompletableFuture<>();
        journal.submit(new Task.Apply(change, answer));
        return answer.join();
    }

    @Override
    public Use use(String wallet, String nonce, Instant until) {
        if (signInsFull) {
            return Use.REFUSED;
        }
        CompletableFuture<Use> answer = new CompletableFuture<>();
        journal.submit(new Task.Remember(wallet, nonce, until.toEpochMilli(), answer));
        return answer.join();
    }

    @Override
    public Optional<PaymentRecord> find(String id) {
        Optional<PaymentRecord> kept = reservations.find(id);
        return kept.isPresent() ? kept : reader.ask(connection -> Rows.byId(connection, id));
    }

    @Override
    public Optional<PaymentRecord> find(PaymentKey key) {
        Optional<PaymentRecord> kept = reservations.find(key);
        return kept.isPresent() ? kept : reader.ask(connection -> Rows.byKey(connection, key));
    }

    @Override
    public List<PaymentRecord> list(State state, int limit) {
        List<PaymentRecord> kept = reservations.list(state);
        List<PaymentRecord> rows = reader.ask(connection -> Rows.byState(connection, state, limit));
        return Stream.concat(kept.stream(), rows.stream())
                .sorted(Comparator.comparing(PaymentRecord::updatedAt))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<SettleOrder> order(String id) {
        return reader.ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ORDER)) {
                statement.setString(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getString(2) != null
                            ? Optional.of(new SettleOrder(URI.create(row.getString(1)), row.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Everything at once, for tests. */
    void keepHouse() {
        sweep();
        count();
    }

    /** Lapsed leases, forgetting, and the room that is left; reads no more rows than those. */
    private void sweep() {
        long now = clock.millis();
        held.forgetLapsed(now);
        chore(connection ->
                OwnSql.lapse(connection, reservations, owner, now) + Housekeeping.recover(connection, now, now));
        while (chore(connection -> Housekeeping.forget(connection, now)) >= Housekeeping.STEP) {
            LOG.debug("forgot a step of old payments");
        }
        while (chore(connection -> Housekeeping.forgetSignIns(connection, now)) >= Housekeeping.STEP) {
            LOG.debug("forgot a step of old sign-ins");
        }
        journal.openElsewhere(reader.ask(Housekeeping::countOpen));
    }

    /** Reads through every row that is not in the book, so it is done seldom. */
    private void count() {
        long now = clock.millis();
        int signIns = reader.ask(Housekeeping::countSignIns);
        metrics.signIns(signIns);
        signInsFull = signIns >= Housekeeping.MAX_SIGN_INS;
        Housekeeping.Census census = reader.ask(Housekeeping::count);
        Map<State, Long> sizes = new EnumMap<>(State.class);
        sizes.putAll(census.sizes());
        for (State state : List.of(State.RESERVED, State.VERIFIED)) {
            sizes.merge(state, (long) reservations.list(state).size(), Long::sum);
        }
        metrics.sizes(sizes);
        Long oldest = census.oldestUnknown();
        metrics.oldestUnknown(oldest == null ? Duration.ZERO : Duration.ofMillis(now - oldest));
    }

    private void keepHouseQuietly() {
        try {
            sweep();
            if (sweeps++ % SWEEPS_PER_COUNT == 0) {
                count();
            }
        } catch (LedgerUnavailableException away) {
            LOG.debug("the ledger's housekeeping waits for the database", away);
        } catch (RuntimeException | Error defect) {
            // Thrown on, it would end all housekeeping.
            LOG.error("the ledger's housekeeping failed", defect);
        }
    }

    private int chore(Task.Sql sql) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        journal.submit(new Task.Chore(sql, answer));
        return answer.join();
    }

    /** Time first, so that new rows lie side by side in the index; then 128 random bits. */
    private String newId() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(clock.millis(), 12)
                + hex.toHexDigits(random.nextLong())
                + hex.toHexDigits(random.nextLong());
    }

    @Override
    public void close() {
        housekeeping.shutdownNow();
        journal.close();
        reader.close();
        database.close();
    }
}

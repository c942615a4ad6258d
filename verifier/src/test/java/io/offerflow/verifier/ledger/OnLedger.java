package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A ledger in a fresh database, and payments led to where a test wants them. */
abstract class OnLedger {
    static final SettleOrder ORDER = new SettleOrder(URI.create("http://127.0.0.1:2"), "order");
    static final int CAPACITY = 1_000;

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final List<SqlLedger> opened = new ArrayList<>();
    LedgerSettings database;
    SqlLedger ledger;

    /** A fresh database. */
    abstract LedgerSettings fresh(int capacity);

    @BeforeEach
    void openLedger() {
        database = fresh(CAPACITY);
        ledger = open(database);
    }

    @AfterEach
    void closeLedgers() {
        opened.forEach(SqlLedger::close);
    }

    SqlLedger open(LedgerSettings settings) {
        SqlLedger another = SqlLedger.open(settings, clock, new SecureRandom(), metrics);
        opened.add(another);
        return another;
    }

    /** As after a kill: nothing was said to the ledger before. */
    void reopen() {
        opened.remove(ledger);
        ledger.close();
        ledger = open(database);
    }

    String held(int nonce) {
        return held(ledger, intent(nonce));
    }

    static String held(SqlLedger ledger, Intent intent) {
        Reservation reservation = ledger.reserve(intent, LEASE);
        assertThat(reservation).isInstanceOf(Reservation.Held.class);
        String id = ((Reservation.Held) reservation).id();
        // A reservation is answered before its commit; the next write is answered after it.
        ledger.write(new Change.Undelivered(id, "nobody"));
        return id;
    }

    State state(String id) {
        return ledger.find(id).orElseThrow().state();
    }

    /** A payment that was led to a state on the way that a flow takes. */
    String in(State wanted, int nonce) {
        String id = held(nonce);
        for (Change change : way(id, wanted)) {
            assertThat(ledger.write(change)).isEqualTo(Written.DONE);
        }
        assertThat(state(id)).isEqualTo(wanted);
        return id;
    }

    private static List<Change> way(String id, State wanted) {
        Change settling = new Change.Settling(id, ORDER, LEASE);
        Change unknown = new Change.Unknown(id, "", "lost");
        return switch (wanted) {
            case RESERVED -> List.of();
            case VERIFIED -> List.of(new Change.Verified(id));
            case SETTLING -> List.of(new Change.Verified(id), settling);
            case SETTLED -> List.of(settling, new Change.Settled(id, "0x" + id, "", null));
            case RELEASED -> List.of(new Change.Released(id));
            case USED -> List.of(new Change.Used(id));
            case UNKNOWN -> List.of(settling, unknown);
            case FAILED, EXPIRED, UNRESOLVED -> List.of(settling, unknown, new Change.Resolved(id, wanted, "seen"));
        };
    }

    static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static io.offerflow.verifier.ledger.Intents.key;
import static io.offerflow.verifier.ledger.Intents.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a ledger guarantees, whatever its database. */
abstract class LedgerContract {
    static final SettleOrder ORDER = new SettleOrder(URI.create("http://127.0.0.1:2"), "order");
    static final int CAPACITY = 1_000;

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<SqlLedger> opened = new ArrayList<>();
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

    private static Set<State> mayFollow(Change change) {
        return switch (change) {
            case Change.Verified c -> EnumSet.of(State.RESERVED);
            case Change.Settling c -> EnumSet.of(State.RESERVED, State.VERIFIED);
            case Change.Settled c -> EnumSet.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED);
            case Change.Released c -> EnumSet.of(State.RESERVED, State.VERIFIED, State.SETTLING);
            case Change.Used c -> EnumSet.of(State.RESERVED, State.VERIFIED);
            case Change.Unknown c -> EnumSet.of(State.SETTLING);
            case Change.Delivered c -> EnumSet.of(State.SETTLED);
            case Change.Undelivered c -> EnumSet.noneOf(State.class);
            case Change.Resolved c -> EnumSet.of(State.UNKNOWN, State.UNRESOLVED);
        };
    }

    @ParameterizedTest
    @EnumSource
    void aStepAppliesOnlyFromItsStates(State from) {
        List<Change> changes = List.of(
                new Change.Verified("?"),
                new Change.Settling("?", ORDER, LEASE),
                new Change.Settled("?", "", "", null),
                new Change.Released("?"),
                new Change.Used("?"),
                new Change.Unknown("?", "", ""),
                new Change.Delivered("?", "me"),
                new Change.Undelivered("?", "me"),
                new Change.Resolved("?", State.FAILED, ""));
        for (int i = 0; i < changes.size(); i++) {
            String id = in(from, i);
            Change change = withId(changes.get(i), id);
            Written expected = mayFollow(change).contains(from) ? Written.DONE : Written.STALE;
            assertThat(ledger.write(change)).as("%s from %s", change, from).isEqualTo(expected);
            if (expected == Written.STALE) {
                assertThat(state(id)).isEqualTo(from);
            }
        }
    }

    private static Change withId(Change change, String id) {
        return switch (change) {
            case Change.Verified c -> new Change.Verified(id);
            case Change.Settling c -> new Change.Settling(id, c.order(), c.lease());
            case Change.Settled c -> new Change.Settled(id, c.transaction(), c.credit(), c.delivery());
            case Change.Released c -> new Change.Released(id);
            case Change.Used c -> new Change.Used(id);
            case Change.Unknown c -> new Change.Unknown(id, c.transaction(), c.detail());
            case Change.Delivered c -> new Change.Delivered(id, c.delivery());
            case Change.Undelivered c -> new Change.Undelivered(id, c.delivery());
            case Change.Resolved c -> new Change.Resolved(id, c.state(), c.detail());
        };
    }

    @ParameterizedTest
    @EnumSource
    void onlyAReleasedPaymentCanBeReservedAgain(State from) {
        String id = in(from, 1);
        Reservation again = ledger.reserve(intent(1), LEASE);
        if (from == State.RELEASED) {
            assertThat(again).isInstanceOf(Reservation.Held.class).isNotEqualTo(new Reservation.Held(id));
        } else {
            assertThat(again).isEqualTo(new Reservation.Known(ledger.find(id).orElseThrow()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAKillLeavesIsReleasedBeforeTheSettleCallAndUnknownAfterIt(State from) {
        String id = in(from, 1);
        clock.forward(LEASE.plusSeconds(1));
        reopen();
        ledger.keepHouse();
        State expected =
                switch (from) {
                    case RESERVED, VERIFIED, RELEASED -> State.RELEASED;
                    case SETTLING, UNKNOWN -> State.UNKNOWN;
                    case SETTLED, USED, FAILED, EXPIRED, UNRESOLVED -> from;
                };
        assertThat(state(id)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void theOrderIsKeptWhileItMayHaveToBeSentAgainAndNoLonger(State from) {
        String id = in(from, 1);
        boolean open =
                EnumSet.of(State.SETTLING, State.UNKNOWN, State.UNRESOLVED).contains(from);
        assertThat(ledger.order(id)).isEqualTo(open ? Optional.of(ORDER) : Optional.empty());
    }

    @Test
    void aLapsedLeaseIsNoticedWhileTheLedgerRuns() {
        String settling = in(State.SETTLING, 1);
        String verified = in(State.VERIFIED, 2);
        clock.forward(LEASE.minusSeconds(1));
        ledger.keepHouse();
        assertThat(state(settling)).isEqualTo(State.SETTLING);
        clock.forward(Duration.ofSeconds(2));
        ledger.keepHouse();
        assertThat(state(settling)).isEqualTo(State.UNKNOWN);
        assertThat(state(verified)).isEqualTo(State.RELEASED);
        assertThat(ledger.write(new Change.Settling(verified, ORDER, LEASE))).isEqualTo(Written.STALE);
    }

    @Test
    void keysThatDifferInOnePartAreDifferentPayments() {
        held(1);
        PaymentKey key = key(1);
        held(ledger, intent(new PaymentKey("eip155:10", key.asset(), key.payer(), key.nonce()), Intents.UNNAMED));
        held(ledger, intent(new PaymentKey(key.network(), "0xd", key.payer(), key.nonce()), Intents.UNNAMED));
        held(ledger, intent(new PaymentKey(key.network(), key.asset(), "0xd", key.nonce()), Intents.UNNAMED));
    }

    @Test
    void oneTransactionCreditsOnePayment() {
        String first = in(State.SETTLING, 1);
        String second = in(State.SETTLING, 2);
        assertThat(ledger.write(new Change.Settled(first, "0xAB", "", "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Settled(second, "0xab", "", "b"))).isEqualTo(Written.TRANSACTION_TAKEN);
        assertThat(state(second)).isEqualTo(State.SETTLING);
        assertThat(ledger.write(new Change.Settled(second, "0xab", "7", "b"))).isEqualTo(Written.DONE);
    }

    @Test
    void settlementsOfOneBatchThatNameTheSameTransactionCreditOne() throws Exception {
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(nonce -> in(State.SETTLING, nonce))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Written>> answers = ids.stream()
                    .map(id -> threads.submit(() -> ledger.write(new Change.Settled(id, "0x1", "", null))))
                    .toList();
            List<Written> written = answers.stream().map(LedgerContract::get).toList();
            assertThat(written).containsOnlyOnce(Written.DONE).contains(Written.TRANSACTION_TAKEN);
        }
    }

    @Test
    void aSettledPaymentIsDeliveredOnceAndGivenBackOnlyByWhoHasIt() {
        String id = in(State.SETTLED, 1);
        assertThat(ledger.write(new Change.Delivered(id, "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Delivered(id, "b"))).isEqualTo(Written.STALE);
        assertThat(ledger.write(new Change.Undelivered(id, "b"))).isEqualTo(Written.STALE);
        assertThat(ledger.find(id).orElseThrow().delivered()).isTrue();
        assertThat(ledger.write(new Change.Undelivered(id, "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Delivered(id, "b"))).isEqualTo(Written.DONE);
    }

    @Test
    void anIdentifierStandsForOnePaymentOfItsPayer() {
        held(ledger, named(1, "identifier-0000001", "d1"));
        assertThat(ledger.reserve(named(2, "identifier-0000001", "d2"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d3"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d1"), LEASE)).isInstanceOf(Reservation.Known.class);
        PaymentKey other = new PaymentKey("eip155:1", "0xa", "0xe", key(1).nonce());
        held(ledger, intent(other, new Intent.Presented("identifier-0000001", "d4")));
    }

    @Test
    void theIdentifierOfAReleasedPaymentIsFree() {
        String id = held(ledger, named(1, "identifier-0000001", "d1"));
        ledger.write(new Change.Released(id));
        held(ledger, named(2, "identifier-0000001", "d2"));
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d1"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
    }

    @Test
    void aFullLedgerRefusesAndStillKnowsWhatItKnows() {
        SqlLedger small = open(fresh(3));
        List<String> ids = IntStream.range(0, 3)
                .mapToObj(nonce -> held(small, intent(nonce)))
                .toList();
        assertThat(small.reserve(intent(9), LEASE)).isEqualTo(new Reservation.Full());
        assertThat(small.reserve(intent(0), LEASE)).isInstanceOf(Reservation.Known.class);
        small.write(new Change.Released(ids.getFirst()));
        held(small, intent(9));
        assertThat(metrics.get("offerflow.verifier.ledger.refusals")
                        .tag("reason", "full")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void outcomesThatStayUnknownTakeRoom() {
        SqlLedger small = open(fresh(2));
        for (int nonce = 0; nonce < 2; nonce++) {
            String id = held(small, intent(nonce));
            small.write(new Change.Settling(id, ORDER, LEASE));
            small.write(new Change.Unknown(id, "", ""));
        }
        small.keepHouse();
        assertThat(small.reserve(intent(9), LEASE)).isEqualTo(new Reservation.Full());
    }

    @Test
    void whatProtectsNothingIsForgottenAndTheBookStays() {
        String settled = in(State.SETTLED, 1);
        String unknown = in(State.UNKNOWN, 2);
        String used = in(State.USED, 3);
        String expired = in(State.EXPIRED, 4);
        for (int nonce = 10; nonce < 10 + 2 * Housekeeping.STEP; nonce++) {
            in(State.RELEASED, nonce);
        }
        clock.forward(Duration.ofMinutes(59));
        ledger.keepHouse();
        assertThat(ledger.list(State.RELEASED, 2 * CAPACITY)).hasSize(2 * Housekeeping.STEP);
        assertThat(ledger.find(used)).isPresent();
        clock.forward(Duration.ofMinutes(7));
        ledger.keepHouse();
        assertThat(ledger.list(State.RELEASED, 1)).isEmpty();
        assertThat(ledger.find(used)).isEmpty();
        assertThat(ledger.find(expired)).isEmpty();
        assertThat(state(settled)).isEqualTo(State.SETTLED);
        assertThat(state(unknown)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void theBookHoldsEveryAmountExactly() {
        BigInteger amount = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        Intent given = intent(1);
        String id = held(
                ledger,
                new Intent(
                        given.key(),
                        given.seller(),
                        given.payTo(),
                        amount,
                        given.validBefore(),
                        given.facilitator(),
                        given.presented()));
        PaymentRecord found = ledger.find(id).orElseThrow();
        assertThat(found.amount()).isEqualTo(amount);
        assertThat(found.seller()).isEqualTo(Intents.SELLER);
        assertThat(found.validBefore()).isEqualTo(Intents.VALID_BEFORE);
        assertThat(found.key()).isEqualTo(given.key());
        assertThat(id).matches("[0-9a-f]{44}");
    }

    @Test
    void manyPaymentsShareATransaction() throws Exception {
        long before = metrics.get("offerflow.verifier.ledger.commit").timer().count();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reservation>> answers = IntStream.range(0, 900)
                    .mapToObj(nonce -> threads.submit(() -> ledger.reserve(intent(nonce), LEASE)))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Reservation.Held.class));
        }
        assertThat(metrics.get("offerflow.verifier.ledger.commit").timer().count() - before)
                .isLessThan(450);
    }

    @Test
    void ofManyThreadsExactlyOneGetsTheKey() throws Exception {
        SqlLedger second = second();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Intent intent = intent(round);
                List<Future<Reservation>> answers = IntStream.range(0, 50)
                        .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? ledger : second).reserve(intent, LEASE)))
                        .toList();
                List<Reservation> all =
                        answers.stream().map(LedgerContract::get).toList();
                assertThat(all.stream().filter(Reservation.Held.class::isInstance))
                        .hasSize(1);
                assertThat(all.stream().filter(Reservation.Known.class::isInstance))
                        .hasSize(49);
            }
        }
    }

    /** Another replica on the same database, where the database allows for one. */
    SqlLedger second() {
        return ledger;
    }

    @Test
    void aNewerSchemaIsNotTouched() throws Exception {
        opened.remove(ledger);
        ledger.close();
        try (Database raw = Database.of(database);
                var connection = raw.open();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO ledger_schema (version) VALUES (99)");
            connection.commit();
        }
        assertThatThrownBy(() -> open(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema 99");
    }

    @Test
    void aClosedLedgerRefusesInsteadOfWaiting() {
        opened.remove(ledger);
        ledger.close();
        assertThat(CompletableFuture.supplyAsync(() -> ledger.reserve(intent(1), LEASE))
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join())
                .isEqualTo(new Reservation.Unavailable());
        assertThat(ledger.write(new Change.Released("x"))).isEqualTo(Written.UNAVAILABLE);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
